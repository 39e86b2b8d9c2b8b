import { type AuditFilter, askedOf, nothing } from '#lib/audit/filter.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { ofTeam } from './audit-where.ts';
import { listHolders } from './credential-holders.ts';
import { arePeopleHidden } from './pseudonyms.ts';
import { teamsOf } from './sql.ts';
import { walled } from './walled.ts';

/** A person whom CloudTrail names. `asked` is the word by which they were asked for. */
export type PersonName = { asked: string; name: string; pseudonym: string };

/** Whose activity the reader may see: everybody's, or that of people whose name is their own e-mail address. */
export type Whom = 'everybody' | { own: string };

/** Which of these words are persons, by the names they are shown under, who made an event that the scope sees. Roles, services and the root are none. */
export async function listPersonNames(scope: TeamScope, words: readonly string[]): Promise<PersonName[]> {
  if (words.length === 0) return [];
  const teams = teamsOf(scope);
  const { rows } = await walled<PersonName>(scope, {
    name: 'q:person names',
    text: `select w as asked, p.name, p.pseudonym from unnest($1::text[]) w join person_name p on p.pseudonym = w or (p.name = w and not $3)
      where $2::text[] is null or exists (select from audit_event e where e.who = p.name and ${ofTeam('$2')})`,
    values: [[...new Set(words)], teams, arePeopleHidden()],
  });
  return rows;
}

const isOwn = ({ name }: Pick<PersonName, 'name'>, own: string): boolean =>
  own !== '' && name.toLowerCase() === own.toLowerCase();

/** What of a filter is a question about people: whether the reader may ask it, and whose activity they then look at. */
export type WhoJudged = { whom: Whom; isDenied: boolean; looks: string[] };

/** Whether a source identity or a user of Identity Center is asked for that is not the reader's own. */
const namesIdentities = (filter: AuditFilter, own: string): boolean =>
  [...askedOf(filter, 'sourceIdentity'), ...askedOf(filter, 'identityUser')].some(
    (value) => value !== nothing && !isOwn({ name: value }, own),
  );

/**
 * Judges the people that a filter of events names, to find or to leave out, also by what they sign with. One's own is whoever has one's own
 * e-mail address as name; text that is a whole name is as good as a name, for those whose text is compared with names at all.
 */
export async function judgeWho(
  scope: TeamScope,
  filter: AuditFilter,
  { mayLook, email }: { mayLook: boolean; email: string },
): Promise<WhoJudged> {
  const whom: Whom = mayLook ? 'everybody' : { own: email };
  const named = [...askedOf(filter, 'who'), ...(await listHolders(scope, filter))];
  const found = await listPersonNames(scope, mayLook ? [...named, ...filter.text] : named);
  const others = found.filter((person) => !isOwn(person, email));
  const isOfOthers = others.length > 0 || namesIdentities(filter, email);
  return { whom, isDenied: !mayLook && isOfOthers, looks: [...new Set(others.map(({ asked }) => asked))] };
}

/** Those of these words that are no person's, or the reader's own. */
export async function withoutOthers(scope: TeamScope, words: readonly string[], whom: Whom): Promise<Set<string>> {
  if (whom === 'everybody') return new Set(words);
  const others = (await listPersonNames(scope, words)).filter((person) => !isOwn(person, whom.own));
  const hidden = new Set(others.map(({ asked }) => asked));
  return new Set(words.filter((word) => !hidden.has(word)));
}

/** The same things by their names: where people are hidden, a user is named by a pseudonym. */
export async function unmasked<Key extends { kind: string; name: string }>(
  scope: TeamScope,
  keys: readonly Key[],
): Promise<Key[]> {
  if (!arePeopleHidden()) return [...keys];
  const users = keys.flatMap(({ kind, name }) => (kind === 'user' ? [name] : []));
  const names = new Map((await listPersonNames(scope, users)).map(({ asked, name }) => [asked, name]));
  return keys.map((key) => (key.kind === 'user' ? { ...key, name: names.get(key.name) ?? key.name } : key));
}
