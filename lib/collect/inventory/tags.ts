import { fetchAll, pages } from '#lib/aws/pages.ts';
import { sagemaker } from '#lib/aws/sagemaker.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { notify } from '#lib/store/notices.ts';
import { type KnownResource, setTags } from '#lib/store/resources.ts';
import { saveTeams } from '#lib/store/teams.ts';
import { transaction } from '#lib/store/transaction.ts';
import { decideTeam } from '#lib/teams/attribution.ts';
import { hourMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import type { LookLog } from './look-log.ts';

/** Tags are asked for again after so long; an endpoint's sooner, because pages are by team. */
const againAfter = (kind: ResourceKind): number => (kind === 'endpoint' ? hourMs : 6 * hourMs);
const askedAtOnce = 3;
const savedAtOnce = 10;

type Tagged = { kind: ResourceKind; name: string; tags: Record<string, string>; team: string; teamReason: string };

async function save(run: RunContext, rows: readonly Tagged[], log: LookLog): Promise<void> {
  if (rows.length === 0) return;
  await transaction(run.db, async (client) => {
    await saveTeams(
      client,
      rows.map((row) => row.team),
      new Date(run.clock.now()),
    );
    await setTags(client, run.place, rows);
    await notify(client, { ...run.place, noun: 'resources' });
  });
  for (const { name } of rows) log.noteTags(name);
}

/** Reads the tags of resources that are new or long unasked, and settles their teams. Ended jobs are asked once. */
export async function readTags(run: RunContext, resources: readonly KnownResource[], log: LookLog): Promise<void> {
  const due = resources.filter(
    (one) => log.sinceTags(one.name) > (one.endedAt === null ? againAfter(one.kind) : Number.MAX_VALUE),
  );
  let waiting: Tagged[] = [];
  const flush = (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    return save(run, batch, log);
  };
  const one = async ({ kind, name, arn }: KnownResource): Promise<void> => {
    const { items, failure } = await fetchAll(pages(run.aws, sagemaker.ListTags, { ResourceArn: arn }), (page) => page.Tags);
    if (failure) return failure.isGone ? undefined : run.fail(failure, { subject: `tags of ${kind}` });
    const tags = Object.fromEntries(items.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
    run.count('tagged');
    waiting.push({ kind, name, tags, ...decideTeam({ kind, name, tags }, run.config.teams) });
    if (waiting.length >= savedAtOnce) await flush();
  };
  const taken = await eachAtOnce(due, askedAtOnce, one, run.patience);
  if (taken < due.length) run.count('left', due.length - taken);
  await flush();
}
