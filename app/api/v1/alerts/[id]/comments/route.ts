import { z } from 'zod';
import { longestComment } from '#lib/alerts/comment.ts';
import { operation } from '#lib/api/operation.ts';
import { getAlert } from '#lib/queries/alerts.ts';
import { commentOnAlert } from '#lib/store/alert-deeds.ts';
import { aboutAlert, alertId, doingOf } from '../../subject.ts';

export const POST = operation({
  id: 'commentOnAlert',
  summary: 'Writes a comment on an alert, open or over; nobody changes or deletes it',
  permission: 'alerts.acknowledge',
  params: alertId,
  body: z.strictObject({
    text: z
      .string()
      .transform((said) => said.replaceAll(/\r\n?/g, '\n').trim())
      .pipe(z.string().min(1, 'says nothing').max(longestComment, `is longer than ${longestComment} characters`))
      .describe(`Plain text with line breaks, at most ${longestComment} characters`),
  }),
  answers: { status: 201, body: z.object({ id: z.number().int() }) },
  act: async ({ caller, params: { id }, body, now, write }) => {
    const alert = await getAlert(caller.scope, id, { now });
    return write(async (client) => {
      const comment = await commentOnAlert(client, id, { ...doingOf(caller, now), said: body.text });
      return { result: { id: comment }, deed: { action: 'alert.comment', ...aboutAlert(alert), after: { comment } } };
    });
  },
});
