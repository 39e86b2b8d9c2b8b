import type { DetectionFilter } from '../detections/filter.ts';
import { type AuditFilter, filterParameters } from '../filter.ts';

/** A search of events, or with `rules` of what these found. Epoch ms. */
export type PackSearch = {
  team: string;
  from: number;
  to: number;
  receivedBy: number;
  filter: AuditFilter;
  rules: DetectionFilter | null;
};

const fieldsOf = ({ filter, rules }: PackSearch): [string, readonly string[]][] =>
  rules
    ? [
        ['rule', rules.rules],
        ['severity', rules.severities],
      ]
    : filterParameters(filter);

/** The search as a path of the console, frozen: what it shows is what the pack was chosen from. */
export function searchUrl(search: PackSearch): string {
  const { team, from, to, receivedBy, rules } = search;
  const iso = (at: number): string => new Date(at).toISOString();
  const query = new URLSearchParams({ from: iso(from), to: iso(to), asOf: iso(receivedBy) });
  for (const [name, values] of fieldsOf(search)) for (const value of values) query.append(name, value);
  return `/${encodeURIComponent(team)}/${rules ? 'detections' : 'audit'}?${query}`;
}
