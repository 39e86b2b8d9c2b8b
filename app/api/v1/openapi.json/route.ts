import { z } from 'zod';
import { describeOperations } from '#lib/api/describe.ts';
import { type Operation, operation } from '#lib/api/operation.ts';
import { operations } from '../operations.ts';

export const GET: Operation = operation({
  id: 'describeApi',
  summary: 'This document',
  permission: 'anybody',
  answers: { status: 200, body: z.looseObject({ openapi: z.string() }) },
  act: async () => ({ openapi: '', ...describeOperations({ ...operations, '/openapi.json': { GET } }) }),
});
