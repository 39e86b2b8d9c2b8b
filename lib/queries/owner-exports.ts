import type { TeamScope } from '#lib/auth/scope.ts';
import { notFound } from '#lib/errors.ts';
import { listAssignments } from './assignments.ts';
import type { ExportTable } from './exports.ts';
import { getRuleBook } from './team-rules.ts';
import { listTeamSizes } from './team-sizes.ts';
import { listUnowned } from './unowned.ts';

/** The tables of the teams page, which is for those who see all. */
const forAll = (scope: TeamScope, team: string): void => {
  if (team !== 'all' || scope.teams !== 'all') throw notFound('This table');
};

const sizes: ExportTable = async (scope, { team }) => {
  forAll(scope, team);
  return (await listTeamSizes(scope)).map(({ slug, name, resources, endpoints, principals, people, byHand, isNamed }) => ({
    ...{ team: slug, name, resources, endpoints, roles_and_users: principals, members: people, set_by_hand: byHand },
    is_named: isNamed,
  }));
};

const rules: ExportTable = async (scope, { team }) => {
  forAll(scope, team);
  return (await getRuleBook(scope)).rules.map(({ place, words, team: to, decides, matches, shadowedBy }) => ({
    ...{ rule: place, matches_what: words, team: to, decides, matches },
    decided_by_others: shadowedBy.map(({ what, count }) => `${what}: ${count}`).join('; '),
  }));
};

const unowned: ExportTable = async (scope, { team }) => {
  forAll(scope, team);
  return (await listUnowned(scope)).groups.flatMap(({ strays }) => strays.map((stray) => ({ ...stray })));
};

const assignments: ExportTable = async (scope, { team }) => {
  forAll(scope, team);
  return (await listAssignments(scope)).map(({ madeBy, madeAt, exists, ...row }) => ({
    ...{ ...row, made_by: madeBy, made_at: new Date(madeAt).toISOString() },
    exists,
  }));
};

export const ownerExports = {
  'team-sizes': sizes,
  'team-rules': rules,
  unowned,
  assignments,
} as const satisfies Record<string, ExportTable>;
