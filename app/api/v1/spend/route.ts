import { z } from 'zod';
import { instant, iso } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { getSpend } from '#lib/queries/spend.ts';
import { listTeamSpend } from '#lib/queries/team-spend.ts';

const usd = {
  metric: z.number().describe('US dollars, five statistics of a metric in a request counting as one'),
  statistic: z.number().describe('US dollars, every statistic counting by itself'),
};

export const GET = operation({
  id: 'readSpend',
  summary: 'What AWS calls cost in the UTC month so far, against the budget; of teams, those that the caller sees',
  permission: 'collection.read',
  answers: {
    status: 200,
    body: z.object({
      from: instant,
      to: instant,
      reading: z.enum(['metric', 'statistic']).describe('What the budget goes by'),
      budgetUsd: z.number().nullable(),
      total: z.object(usd),
      forecast: z.object({ ...usd, hours: z.number().describe('How much of the last day it rests on') }).nullable(),
      days: z.array(z.object({ day: z.string(), ...usd })),
      places: z.array(z.object({ account: z.string(), region: z.string(), calls: z.int(), ...usd })),
      collectors: z.array(z.object({ collector: z.string(), purpose: z.string(), runs: z.int(), ...usd })),
      teams: z.array(z.object({ team: z.string(), name: z.string(), series: z.int(), ofSeries: z.int(), ...usd })),
      steps: z.array(
        z.object({
          at: instant,
          step: z.string(),
          budgetUsd: z.number().nullable(),
          spentUsd: z.number(),
          forecastUsd: z.number(),
          usualUsd: z.number(),
        }),
      ),
    }),
  },
  act: async ({ caller, now }) => {
    const [spend, teams] = await Promise.all([getSpend(caller.scope, now), listTeamSpend(caller.scope, { team: 'all', now })]);
    const { month, reading, budgetUsd, total, forecast } = spend;
    return {
      ...{ from: iso(month.from), to: iso(month.to), reading, budgetUsd, total, forecast, teams },
      ...{ days: [...spend.days], places: [...spend.places], collectors: [...spend.collectors] },
      steps: spend.steps.map(({ at, ...step }) => ({ ...step, at: iso(at) })),
    };
  },
});
