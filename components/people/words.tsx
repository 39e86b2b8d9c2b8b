import { roles } from '#lib/catalog/roles.ts';
import type { PersonRow } from '#lib/queries/people.ts';

type Factors = Pick<PersonRow, 'hasPassword' | 'hasCode' | 'passkeys' | 'providers' | 'isDemo'>;

/** "password, code, 2 passkeys": how a person proves who they are. */
export function factorWords({ hasPassword, hasCode, passkeys, providers, isDemo }: Factors): string {
  const words = [
    hasPassword && 'password',
    hasCode && 'code',
    passkeys > 0 && (passkeys === 1 ? 'passkey' : `${passkeys} passkeys`),
    ...providers.map((provider) => `signs on by ${provider}`),
  ].filter(Boolean);
  return words.join(', ') || (isDemo ? 'one click' : 'none yet');
}

/** "all", or the teams of one who sees their own alone. */
export function teamWords({ role, memberships }: Pick<PersonRow, 'role' | 'memberships'>): string {
  if (roles[role].sees === 'all') return 'all';
  return memberships.map(({ team }) => team).join(', ') || 'none yet: sees nothing';
}

type PersonState = 'active' | 'disabled' | 'demo';

const stateOf = ({ isDemo, disabledAt }: Pick<PersonRow, 'isDemo' | 'disabledAt'>): PersonState =>
  isDemo ? 'demo' : disabledAt === null ? 'active' : 'disabled';

const stateClasses = { active: 'text-ink-2', disabled: 'font-mid text-ink', demo: 'text-ink-3' } as const;

export const StateWord = ({ person }: { person: PersonRow }) => (
  <span className={stateClasses[stateOf(person)]}>{stateOf(person)}</span>
);
