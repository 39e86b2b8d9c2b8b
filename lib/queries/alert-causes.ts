import { type Cause, causesReachMs, rankCauses } from '#lib/alerts/causes.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import type { AlertRecord } from './alerts.ts';
import { listAuditCoverage } from './audit-coverage.ts';
import { readLineage } from './biography-lineage.ts';
import { type Happening, listHappenings } from './changes.ts';
import { getResource, listVersions } from './resources.ts';

export type AlertCauses = {
  causes: Cause<Happening>[];
  /** What it is made of, which was looked at too. */
  parents: { kind: string; name: string }[];
  /** Up to when the events of its place are known, epoch ms; null where none were read. */
  eventsTo: number | null;
};

const most = 200;

/**
 * What happened to the resource of an alert, and to what it is made of as far as the scope sees it, from an hour before it began until it was told:
 * the likeliest cause first. Source: CloudTrail's events and the services' own activities, as they are stored.
 */
export async function listAlertCauses(scope: TeamScope, alert: AlertRecord, { now }: { now: number }): Promise<AlertCauses> {
  const { account, region, kind, name, beganAt, firedAt } = alert;
  if (!isResourceKind(kind)) return { causes: [], parents: [], eventsTo: null };
  const key = { account, region, kind, name };
  const resource = await getResource(scope, { team: 'all', now, asOf: null }, key);
  const { members } = await readLineage(scope, resource, await listVersions(scope, key, now), now);
  const keys = members.map((one) => ({ account: one.account, region: one.region, kind: one.kind, name: one.name }));
  const happenings = await listHappenings(scope, keys, { from: beganAt - causesReachMs, to: firedAt + 1, limit: most });
  const coverage = await listAuditCoverage(scope, now);
  const own = coverage.find((one) => one.account === account && one.region === region);
  return {
    causes: rankCauses(happenings, alert),
    parents: keys.slice(1).map((one) => ({ kind: one.kind, name: one.name })),
    eventsTo: own?.completeTo ?? null,
  };
}
