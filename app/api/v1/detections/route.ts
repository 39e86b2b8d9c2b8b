import { z } from 'zod';
import { asWindow, team, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { cursorOf, nextOf, paged, pageOf } from '#lib/api/page.ts';
import { detectionCursor, listDetections } from '#lib/queries/detections.ts';
import { detection, rule, severity, toldDetection } from './shape.ts';

export const GET = operation({
  id: 'listDetections',
  summary: 'What rules found in events of CloudTrail, the newest first: each with its event, why it matters and what to do',
  permission: 'read',
  query: z.object({
    team,
    ...asWindow,
    rule: z.array(rule).max(50).default([]),
    severity: z.array(severity).max(5).default([]),
    ...paged,
  }),
  answers: { status: 200, body: pageOf(detection) },
  act: async ({ caller, query, now }) => {
    const { rows, next } = await listDetections(caller.scope, {
      team: query.team,
      ...windowOf(query, now),
      filter: { rules: query.rule, severities: query.severity },
      limit: query.limit,
      cursor: cursorOf(query.cursor, detectionCursor),
    });
    return { items: rows.map(toldDetection), next: nextOf(next) };
  },
});
