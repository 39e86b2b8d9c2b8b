import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { usdPerMetric } from '#lib/catalog/prices.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { formatMoney } from '#lib/format.ts';
import { endFill, startFill } from '#lib/store/history-fills.ts';

const cent = 0.01;

export const POST = operation({
  id: 'fillHistory',
  summary: 'Approves that what CloudWatch still has of the past is filled, at a price; workers do it, newest first',
  permission: 'history.fill',
  body: z.strictObject({
    upToUsd: z.number().min(0).describe('At most so many US dollars, with every statistic billed by itself'),
  }),
  answers: {
    status: 201,
    body: z.object({ id: z.int(), calls: z.int(), metrics: z.int(), statistics: z.int(), points: z.number() }),
  },
  act: ({ caller, body, now, write }) =>
    write(async (client) => {
      const approved = await startFill(client, { by: caller.name, at: new Date(now) });
      const usd = { metric: approved.metrics * usdPerMetric, statistic: approved.statistics * usdPerMetric };
      if (usd.statistic > body.upToUsd + cent) {
        throw new TrailwatchError('conflict', `It costs up to ${formatMoney(usd.statistic)} by now, more than was approved.`, {
          mend: 'Look at its price again.',
        });
      }
      return {
        result: approved,
        deed: { action: 'history.fill', subject: { kind: 'history', id: String(approved.id) }, after: { ...approved, usd } },
      };
    }),
});

export const DELETE = operation({
  id: 'stopHistory',
  summary: 'Stops the filling of the past; what is filled stays, and another goes on where it was',
  permission: 'history.fill',
  answers: { status: 200, body: z.object({ stopped: z.int() }) },
  act: ({ caller, now, write }) =>
    write(async (client) => {
      const id = await endFill(client, { state: 'stopped', reason: `${caller.name} stopped it.`, at: new Date(now) });
      if (id === null) {
        throw new TrailwatchError('conflict', 'Nothing is being filled: there is nothing to stop.');
      }
      return { result: { stopped: id }, deed: { action: 'history.stop', subject: { kind: 'history', id: String(id) } } };
    }),
});
