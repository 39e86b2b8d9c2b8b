import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { getRuleRecord, type RuleRecord } from '#lib/queries/console-rules.ts';
import { judgeRule } from '#lib/queries/rule-texts.ts';
import { changeRule, deleteRule } from '#lib/store/console-rules.ts';
import { askedSource } from '../shape.ts';

const params = z.object({ id: z.string().min(1).max(40) });
const version = z.int().positive().describe('As it was read: one that was changed meanwhile is left as it is');

/** @throws TrailwatchError `denied` for one of all teams, by who does not see them */
async function changeable(scope: TeamScope, id: string): Promise<RuleRecord> {
  const found = await getRuleRecord(scope, id);
  if (found.team !== 'all' || scope.teams === 'all') return found;
  throw new TrailwatchError('denied', 'A rule of all teams is changed by those who see all.', {
    mend: 'Ask an operator, or copy it for your team.',
  });
}

export const PUT = operation({
  id: 'changeAlertRule',
  summary: 'Changes an alert rule that was made in the console: it is judged by anew within a minute',
  permission: 'alerts.acknowledge',
  params,
  body: z.strictObject({ version, source: askedSource }),
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, body, now, write }) => {
    const { scope, personId, name } = caller;
    const before = await changeable(scope, id);
    const { source } = judgeRule(before.team, { ...body.source, id });
    return write(async (client) => {
      await changeRule(
        client,
        { id, version: body.version, teams: scope.teams },
        { source, by: { id: personId, name }, at: now },
      );
      const subject = { kind: 'alert_rule', id };
      const deed = { subject, teams: [before.team], before: { source: before.source }, after: { source } };
      return { result: null, deed: { action: 'alert-rule.change', ...deed } };
    });
  },
});

export const DELETE = operation({
  id: 'deleteAlertRule',
  summary: 'Deletes an alert rule that was made in the console: its open alerts end as gone',
  permission: 'alerts.acknowledge',
  params,
  query: z.object({ version: z.coerce.number().pipe(version) }),
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, query, write }) => {
    const { scope } = caller;
    const { team, source } = await changeable(scope, id);
    return write(async (client) => {
      await deleteRule(client, { id, version: query.version, teams: scope.teams });
      const subject = { kind: 'alert_rule', id };
      return { result: null, deed: { action: 'alert-rule.delete', subject, teams: [team], before: { source } } };
    });
  },
});
