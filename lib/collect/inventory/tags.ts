import { fetchAll, pages } from '#lib/aws/pages.ts';
import { sagemaker } from '#lib/aws/sagemaker.ts';
import { getResources } from '#lib/aws/tagging.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { notify } from '#lib/store/notices.ts';
import { listTagsDue, type Standing, setTags } from '#lib/store/resources.ts';
import { saveTeams } from '#lib/store/teams.ts';
import { transaction } from '#lib/store/transaction.ts';
import { decideTeam } from '#lib/teams/attribution.ts';
import { hourMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';
import { eachAtOnce } from '../each.ts';

/** Tags are asked for again after so long; an endpoint's sooner, because pages are by team. */
const againAfter = (kind: ResourceKind): number => (kind === 'endpoint' ? hourMs : 6 * hourMs);
/** GetResources takes no more names in one call. */
const namesPerCall = 100;
const batchesAtOnce = 2;
const askedAtOnce = 3;
const savedAtOnce = 10;

type Tags = Record<string, string>;
type Tagged = { one: Standing; tags: Tags };

const tagsOf = (list: readonly { Key?: string | undefined; Value?: string | undefined }[]): Tags =>
  Object.fromEntries(list.map((tag) => [tag.Key ?? '', tag.Value ?? '']));

async function save(run: RunContext, tagged: readonly Tagged[]): Promise<void> {
  if (tagged.length === 0) return;
  const now = new Date(run.clock.now());
  const rows = tagged.map(({ one: { kind, name }, tags }) => ({
    ...{ kind, name, tags },
    ...decideTeam({ kind, name, tags }, run.config.teams),
  }));
  await transaction(run.db, async (client) => {
    await saveTeams(
      client,
      rows.map((row) => row.team),
      now,
    );
    await setTags(client, run.place, rows, now);
    await notify(client, { ...run.place, noun: 'resources' });
  });
  run.count('tagged', rows.length);
}

/**
 * Asks for many at once. What never had a tag is not in the answer, and neither is what the Tagging API does not serve: that it has none
 * is believed of what had none when it was asked by itself.
 * @returns those to ask one by one, and whether the call is denied
 */
async function readBatch(run: RunContext, batch: readonly Standing[]): Promise<{ rest: readonly Standing[]; isDenied: boolean }> {
  const answer = await run.aws.send(getResources, { ResourceARNList: batch.map(({ arn }) => arn) });
  if (!answer.ok) {
    run.fail(answer.failure, { subject: `tags of ${batch[0]?.kind}` });
    const isDenied = answer.failure.word === 'denied';
    return { rest: isDenied ? batch : [], isDenied };
  }
  const found = new Map((answer.value.ResourceTagMappingList ?? []).map((one) => [one.ResourceARN, tagsOf(one.Tags ?? [])]));
  const isBare = (one: Standing): boolean => one.tagsAt !== null && Object.keys(one.tags).length === 0;
  await save(
    run,
    batch.flatMap((one) => {
      const tags = found.get(one.arn) ?? (isBare(one) ? {} : null);
      return tags ? [{ one, tags }] : [];
    }),
  );
  return { rest: batch.filter((one) => !found.has(one.arn) && !isBare(one)), isDenied: false };
}

/** Asks ListTags of each. */
async function readEach(run: RunContext, resources: readonly Standing[]): Promise<number> {
  let waiting: Tagged[] = [];
  const flush = (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    return save(run, batch);
  };
  const ask = async (one: Standing): Promise<void> => {
    const { items, failure } = await fetchAll(pages(run.aws, sagemaker.ListTags, { ResourceArn: one.arn }), (page) => page.Tags);
    if (failure) return failure.isGone ? undefined : run.fail(failure, { subject: one.name });
    waiting.push({ one, tags: tagsOf(items) });
    if (waiting.length >= savedAtOnce) await flush();
  };
  const taken = await eachAtOnce(resources, askedAtOnce, ask, run.patience);
  await flush();
  return taken;
}

/** Reads the tags of resources of a kind that are new or long unasked, and settles their teams. Ended jobs are asked once. */
export async function readTags(run: RunContext, kind: ResourceKind): Promise<void> {
  const readBefore = new Date(run.clock.now() - againAfter(kind));
  const due = await listTagsDue(run.db, run.place, { kind, readBefore });
  const batches = Array.from({ length: Math.ceil(due.length / namesPerCall) }, (_, index) =>
    due.slice(index * namesPerCall, (index + 1) * namesPerCall),
  );
  const single: Standing[] = [];
  let isDenied = false;
  const taken = await eachAtOnce(
    batches,
    batchesAtOnce,
    async (batch) => {
      // One refusal is enough to know.
      const answer = isDenied ? { rest: batch, isDenied } : await readBatch(run, batch);
      isDenied ||= answer.isDenied;
      single.push(...answer.rest);
    },
    run.patience,
  );
  const asked = await readEach(run, single);
  const left = batches.slice(taken).flat().length + single.length - asked;
  if (left > 0) run.count('left', left);
}
