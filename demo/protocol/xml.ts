import { timestampMembers } from './members.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const xmlText = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');

/** The members of a structure as elements; lists as `<member>`, times (epoch seconds) as ISO 8601. */
export const xmlMembers = (structure: object): string =>
  Object.entries(structure)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `<${name}>${xmlValue(value, name)}</${name}>`)
    .join('');

/** What is a map to the services, whose keys are no members' names. */
const mapMembers: ReadonlySet<string> = new Set(['ExtendedStatistics']);

const xmlEntries = (map: object): string =>
  Object.entries(map)
    .map(([key, value]) => `<entry><key>${xmlText(key)}</key><value>${xmlValue(value, '')}</value></entry>`)
    .join('');

function xmlValue(value: unknown, name: string): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlValue(item, name)}</member>`).join('');
  if (typeof value === 'object' && value !== null) return mapMembers.has(name) ? xmlEntries(value) : xmlMembers(value);
  if (typeof value === 'number' && timestampMembers.has(name)) return new Date(value * 1000).toISOString();
  return xmlText(String(value));
}
