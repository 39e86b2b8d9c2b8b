import type { Subject } from '#lib/audit/activity/subject.ts';
import { networkOf } from '#lib/audit/detections/network.ts';
import type { AuditFilter } from '#lib/audit/filter.ts';
import { countWords } from '#lib/audit/search/scan.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { Counted } from './activity.ts';
import { type AuditAsk, searching } from './audit.ts';
import { listHolders } from './credential-holders.ts';
import { withoutOthers } from './person-names.ts';
import { nameBehind } from './pseudonyms.ts';
import { read, teamsOf } from './sql.ts';

/** A role or user as it is mapped to a team. */
export type MappedPrincipal = { account: string; kind: string; name: string; team: string; teamReason: string };

export type SubjectFacts = {
  principals: MappedPrincipal[];
  /** Who signs with a key, or under a source identity. */
  holders: string[];
  /** Of an address: its network, null for what is no address, and the others of it in the window. */
  network: string | null;
  neighbours: Counted[];
};

const principalKinds = { who: 'user', through: 'role' } as const;

const principalsOf = (scope: TeamScope, { field, value }: Subject): Promise<MappedPrincipal[]> =>
  field === 'who' || field === 'through'
    ? read<MappedPrincipal>(
        scope,
        'principals of a name',
        `select account, kind, name, team, team_reason as "teamReason" from principal p
         where p.kind = $2 and p.name = ${nameBehind('$3')} and ($1::text[] is null or p.team = any($1)) order by account`,
        [teamsOf(scope), principalKinds[field], value],
      )
    : Promise.resolve([]);

const mostNeighbours = 12;

async function neighboursOf(scope: TeamScope, ask: AuditAsk, { value }: Subject): Promise<Counted[]> {
  const network = networkOf(value);
  if (!network) return [];
  const { ip: _, ...values } = ask.filter.values;
  const filter: AuditFilter = { ...ask.filter, values };
  const { chunks, words, search, breathe } = await searching(scope, { ...ask, filter });
  const { ip } = words.origin;
  const { origin } = await countWords(chunks, search(), { sizes: { origin: ip.size }, breathe });
  if (!origin) return [];
  return [...ip.counts(origin)]
    .filter(([other]) => other !== value && networkOf(other) === network)
    .map(([other, count]) => ({ value: other, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, mostNeighbours);
}

/** What is known of a subject beside its events. */
export async function getSubjectFacts(scope: TeamScope, ask: AuditAsk, subject: Subject): Promise<SubjectFacts> {
  const { field, value } = subject;
  const holders = await listHolders(scope, { values: { [field]: [value] }, excluded: {}, on: [], text: [] });
  const shown = await withoutOthers(scope, holders, ask.whom ?? { own: '' });
  return {
    principals: await principalsOf(scope, subject),
    holders: holders.filter((name) => shown.has(name)),
    network: field === 'ip' ? networkOf(value) : null,
    neighbours: field === 'ip' ? await neighboursOf(scope, ask, subject) : [],
  };
}
