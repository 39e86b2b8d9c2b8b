import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { listRunFailures } from '#lib/queries/run-failures.ts';
import { getRun } from '#lib/queries/runs.ts';
import { run, toldRun } from '../shape.ts';

const failure = z.object({
  seq: z.int(),
  service: z.string(),
  operation: z.string(),
  word: z.string(),
  code: z.string(),
  message: z.string().nullable(),
  subject: z.string().nullable(),
  isHidden: z.boolean().describe('What it asked for is another team’s'),
});

export const GET = operation({
  id: 'getRun',
  summary: 'One run, with its first 200 failures',
  permission: 'collection.read',
  params: z.object({ id: z.string().regex(/^\d{1,9}$/) }),
  answers: { status: 200, body: run.extend({ failed: z.array(failure) }) },
  act: async ({ caller, params: { id }, now }) => {
    const row = await getRun(caller.scope, { id, now });
    const failures = await listRunFailures(caller.scope, row, { after: -1 });
    return {
      ...toldRun(row),
      failed: failures.map(({ seq, service, operation, word, code, message, subject, isHidden }) => ({
        ...{ seq, service, operation, word, code, message, subject, isHidden },
      })),
    };
  },
});
