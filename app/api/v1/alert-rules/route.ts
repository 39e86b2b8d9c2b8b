import { z } from 'zod';
import { team } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { listRuleRecords } from '#lib/queries/console-rules.ts';
import { judgeRule, rulesFile } from '#lib/queries/rule-texts.ts';
import { makeRule } from '#lib/store/console-rules.ts';
import { demandTeam } from '../demand-team.ts';
import { alertRule, askedSource, toldRule } from './shape.ts';

const media = 'application/yaml';

export const GET = operation({
  id: 'listAlertRules',
  summary:
    'Alert rules that were made in the console, of a team and of all teams; as YAML that trailwatch.yaml takes, where that is asked for',
  permission: 'read',
  query: z.object({ team, format: z.enum(['json', 'yaml']).default('json') }),
  answers: {
    status: 200,
    body: z.object({ items: z.array(alertRule) }),
    bytes: { media, description: 'With format=yaml: a part of trailwatch.yaml' },
  },
  act: async ({ caller, query }) => {
    const records = await listRuleRecords(caller.scope, query);
    if (query.format === 'json') return { items: records.map(toldRule) };
    return new Response(rulesFile(records), {
      headers: {
        'Content-Type': `${media}; charset=utf-8`,
        'Content-Disposition': 'attachment; filename="trailwatch-alert-rules.yaml"',
        'Cache-Control': 'no-store',
      },
    });
  },
});

export const POST = operation({
  id: 'makeAlertRule',
  summary: 'Makes an alert rule for a team, or for all: it is judged by within a minute',
  permission: 'alerts.acknowledge',
  body: z.strictObject({
    team: z.string().min(1).max(63).describe('Whose resources it watches: a slug, or all'),
    source: askedSource,
  }),
  answers: { status: 201, body: z.object({ id: z.string() }) },
  act: async ({ caller, body, now, write }) => {
    await demandTeam(caller, body.team);
    const { id, source } = judgeRule(body.team, body.source);
    return write(async (client) => {
      const by = { id: caller.personId, name: caller.name };
      await makeRule(client, { id, team: body.team, source, by, at: now });
      const subject = { kind: 'alert_rule', id };
      return { result: { id }, deed: { action: 'alert-rule.make', subject, teams: [body.team], after: { source } } };
    });
  },
});
