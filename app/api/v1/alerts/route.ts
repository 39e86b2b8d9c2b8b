import { z } from 'zod';
import { alertStates, ruleIdPattern } from '#lib/alerts/filter.ts';
import { asWindow, team, windowOf, words } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { alertSeverityIds } from '#lib/catalog/alert-rules.ts';
import { listAlerts } from '#lib/queries/alerts.ts';
import { alert, toldAlert } from './shape.ts';

export const GET = operation({
  id: 'listAlerts',
  summary: 'Alerts that are open, and those that ended in the window: open first, each newest first, at most 500',
  permission: 'read',
  query: z.object({
    team,
    ...asWindow,
    rule: z.array(z.string().regex(ruleIdPattern, 'expected the id of a rule')).max(50).default([]),
    severity: z
      .array(z.enum(alertSeverityIds as ['page', 'ticket']))
      .max(5)
      .default([]),
    state: z.enum(alertStates).optional(),
    assignee: words.describe('Ids of people to whom they are assigned'),
  }),
  answers: {
    status: 200,
    body: z.object({
      items: z.array(alert),
      hasMore: z.boolean().describe('There are more than 500: narrow the filter or the window'),
    }),
  },
  act: async ({ caller, query, now }) => {
    const { from, to } = windowOf(query, now);
    const { rows, hasMore } = await listAlerts(caller.scope, {
      ...{ team: query.team, from, now: Math.min(to, now) },
      filter: { rules: query.rule, severities: query.severity, state: query.state ?? null, assignees: query.assignee },
    });
    return { items: rows.map(toldAlert), hasMore };
  },
});
