import { type AuditFilter, auditFieldNames } from '../filter.ts';

/** The search as a path of the console, frozen: what it shows is what the pack was chosen from. Epoch ms. */
export function searchUrl({
  team,
  from,
  to,
  receivedBy,
  filter,
}: {
  team: string;
  from: number;
  to: number;
  receivedBy: number;
  filter: AuditFilter;
}): string {
  const iso = (at: number): string => new Date(at).toISOString();
  const query = new URLSearchParams({ from: iso(from), to: iso(to), asOf: iso(receivedBy) });
  for (const name of auditFieldNames) for (const value of filter.values[name] ?? []) query.append(name, value);
  for (const value of filter.on) query.append('on', value);
  for (const value of filter.text) query.append('q', value);
  return `/${encodeURIComponent(team)}/audit?${query}`;
}
