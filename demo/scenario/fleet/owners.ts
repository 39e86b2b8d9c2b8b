import type { Actor } from '../people.ts';
import type { Tag } from '../types.ts';
import type { ReleaseKind } from './releases.ts';
import type { EndpointSpec } from './spec.ts';

/** Who deploys for a team, and who steps in when it goes wrong. */
const deployers = {
  search: { usual: { person: 'data-eng-1' }, other: { person: 'data-eng-2' }, rescue: { person: 'data-sci-2' } },
  fraud: { usual: { person: 'release-1' }, other: { person: 'release-1' }, rescue: { person: 'release-1' } },
  vision: { usual: { person: 'ml-lead' }, other: { person: 'data-sci-4' }, rescue: { person: 'ml-lead' } },
  'retail-labels': { usual: { person: 'label-lead' }, other: { person: 'label-lead' }, rescue: { person: 'label-lead' } },
} as const satisfies Record<string, Record<'usual' | 'other' | 'rescue', Actor>>;

/** Nobody's endpoints were made with an old key of a user who left. */
const nobody: Actor = { user: 'legacy-deployer' };

export function deployerOf(spec: EndpointSpec, kind: ReleaseKind | 'return'): Actor {
  if (!spec.team) return nobody;
  const team = deployers[spec.team];
  if (kind === 'return') return team.rescue;
  return kind === 'bad' || kind === 'candidate' ? team.other : team.usual;
}

const stage = (spec: EndpointSpec): Tag => ({ Key: 'stage', Value: spec.account === '111122223333' ? 'prod' : 'lab' });

/** Tags of an endpoint and of what belongs to it. */
export function tagsOfSpec(spec: EndpointSpec): readonly Tag[] {
  if (!spec.team) return [];
  if (!spec.isTagged) return [stage(spec)];
  return [{ Key: 'team', Value: spec.team }, stage(spec), { Key: 'cost-centre', Value: `ml-${1000 + (spec.stream % 40)}` }];
}
