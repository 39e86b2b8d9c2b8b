import { decidePrincipal, decideTeam } from './attribution.ts';
import type { Actor, Attribution, OwnedResource, TeamRules } from './rules.ts';
import { unowned } from './rules.ts';

/** Everything that has an owner, as the console lists it; a principal has no Region. `hand` is what a person said. */
export type Owned = { account: string; region: string; name: string; hand: Attribution | null } & (
  | { kind: Actor['kind']; isActor: true }
  | { kind: string; isActor: false; tags: OwnedResource['tags']; parent: string | null }
);

const keyOf = ({ account, region }: Owned, thing: string): string => `${account} ${region} ${thing}`;

/** The owner of each, in the order given: by hand, tag, rule, what holds it, nobody. */
export function settleOwners(all: readonly Owned[], rules: TeamRules): Attribution[] {
  const own = all.map((one) => one.hand ?? (one.isActor ? decidePrincipal(one, rules) : decideTeam(one, rules)));
  const places = new Map(all.map((one, index) => [keyOf(one, `${one.kind}/${one.name}`), index]));
  const settled = (index: number, depth: number): Attribution => {
    const [one, decided] = [all[index], own[index]];
    if (!one || !decided) return { team: unowned, teamReason: 'not in the inventory' };
    if (decided.team !== unowned || one.isActor || one.parent === null || depth > 4) return decided;
    const holder = places.get(keyOf(one, one.parent));
    if (holder === undefined) return decided;
    const given = settled(holder, depth + 1);
    return given.team === unowned ? decided : { team: given.team, teamReason: `of ${one.parent} (${given.teamReason})` };
  };
  return all.map((_, index) => settled(index, 0));
}
