/** What an alert is about: a resource, or what lib/catalog/alert-subjects names beside them. */
export type AlertSubject = { account: string; region: string; kind: string; name: string };

/**
 * What a rule makes of something at a moment. `broken`: since when (epoch ms, null where nobody can say), in words, with the reading as it stands
 * beside its limit. `unknown`: too little could be read to tell, which neither begins nor ends an alert.
 */
export type Verdict =
  | { verdict: 'broken'; since: number | null; sentence: string; figure: string }
  | { verdict: 'holds' }
  | { verdict: 'unknown' };

/** What a rule makes of one subject. `clearMs`: of a rule of one's own, how long its promise must hold again; of others the catalogue says it. */
export type Reading = { rule: string; clearMs?: number; subject: AlertSubject } & Verdict;

export const alertKey = ({ rule, subject: { account, region, kind, name } }: Pick<Reading, 'rule' | 'subject'>): string =>
  `${rule} ${account} ${region} ${kind} ${name}`;
