import { readPublicKeys, type TrailPublicKeys } from '#lib/audit/trail/public-keys.ts';
import { listPublicKeys } from '#lib/aws/cloudtrail.ts';
import { pages } from '#lib/aws/pages.ts';
import type { Config } from '#lib/config.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { type CollectedAccount, organizationAccount } from '../accounts/members.ts';
import type { PlaceContext, RunContext } from '../context.ts';

/** Keys of a time change rarely: they are asked for again so often. */
const keptMs = hourMs;
const kept = new WeakMap<object, Map<string, { at: number; keys: TrailPublicKeys }>>();

/** CloudTrail's keys are those of a Region, the same for every account; whoever reads the bucket may be allowed nothing but that. */
const askerOf = ({ accounts, organization }: Config, reader: CollectedAccount): CollectedAccount =>
  accounts[0] ?? (organization ? organizationAccount(organization) : reader);

/** The keys that digests of a stretch of time may be signed with in a Region; null where they could not be had, which is on the run. */
export async function publicKeysOf(
  run: RunContext,
  context: PlaceContext,
  { region, from, to }: { region: string; from: number; to: number },
): Promise<TrailPublicKeys | null> {
  const known = kept.get(context.aws) ?? new Map<string, { at: number; keys: TrailPublicKeys }>();
  kept.set(context.aws, known);
  const key = `${region} ${Math.floor(from / dayMs)}`;
  const found = known.get(key);
  if (found && run.clock.now() - found.at < keptMs && run.clock.now() >= found.at) return found.keys;
  const aws = context.aws.region(askerOf(context.config, context.account), region, run.aws.tally);
  const input = { StartTime: new Date(from - dayMs), EndTime: new Date(to) };
  const list: unknown[] = [];
  for await (const page of pages(aws, listPublicKeys, input, { into: 'NextToken' })) {
    if (!page.ok) {
      run.fail(page.failure, { subject: `public keys of ${region}` });
      return null;
    }
    list.push(...(page.value.PublicKeyList ?? []));
  }
  const { keys } = readPublicKeys({ PublicKeyList: list });
  known.set(key, { at: run.clock.now(), keys });
  return keys;
}
