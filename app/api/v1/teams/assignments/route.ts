import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { notFound, TrailwatchError } from '#lib/errors.ts';
import { unmasked } from '#lib/queries/person-names.ts';
import { setup } from '#lib/queries/setup.ts';
import { listTeamSizes } from '#lib/queries/team-sizes.ts';
import { assignTeam, releaseTeam } from '#lib/store/assignments.ts';

const text = z.string().min(1).max(1024);
/** A resource; or a role or a user, which are of no Region. */
const owned = {
  account: z.string().regex(/^\d{12}$/, 'expected 12 digits'),
  region: z.string().max(32).default('').describe('Empty for a role or a user'),
  kind: z.string().min(1).max(64),
  name: text,
};

const isWithin = ({ teams }: TeamScope, team: string): boolean => teams === 'all' || teams.includes(team);

export const POST = operation({
  id: 'assignTeam',
  summary: 'Says by hand which team owns resources, roles or users: it holds against tags and rules; all of them, or none',
  permission: 'teams.manage',
  body: z.strictObject({
    team: z.string().min(1).max(63),
    reason: z.string().trim().min(1).max(300),
    items: z.array(z.strictObject(owned)).min(1).max(200),
  }),
  answers: { status: 200, body: z.object({ assigned: z.int() }) },
  act: async ({ caller, body, now, write }) => {
    const { team, reason, items } = body;
    if (!isWithin(caller.scope, team)) throw notFound(`Team ${team}`);
    const isKnown = (await listTeamSizes(caller.scope)).some(({ slug }) => slug === team && slug !== 'unowned');
    if (!isKnown) {
      throw new TrailwatchError('invalid', `There is no team ${team}.`, {
        mend: 'Name one that a tag, a rule or a membership names already.',
      });
    }
    const keys = await unmasked(caller.scope, items);
    return write(async (client) => {
      const deeds = await assignTeam(client, keys, { team, reason, by: caller.name, at: now });
      // Whose they were is known now; for who may not see them they are not there, and nothing was done.
      const foreign = deeds.find(({ former }) => !isWithin(caller.scope, former));
      if (foreign) throw notFound(foreign.key.name);
      return { result: { assigned: deeds.length }, deed: deeds.map(({ deed }) => deed) };
    });
  },
});

export const DELETE = operation({
  id: 'releaseTeam',
  summary: 'Takes back what was said by hand: tag, rule or holder decide again',
  permission: 'teams.manage',
  query: z.object(owned),
  answers: { status: 200, body: z.object({ team: z.string() }) },
  act: async ({ caller, query, write }) => {
    const [key = query] = await unmasked(caller.scope, [query]);
    return write(async (client) => {
      const { team, deed } = await releaseTeam(client, key, { rules: setup().teams, teams: caller.scope.teams });
      return { result: { team }, deed };
    });
  },
});
