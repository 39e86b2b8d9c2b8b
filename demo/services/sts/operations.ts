import type { EngineOperation } from '../../engine.ts';
import { assumeRole } from './assume-role.ts';

const getCallerIdentity: EngineOperation = (_, { principal }) => ({
  UserId: principal.userId,
  Account: principal.account,
  Arn: principal.arn,
});

export const stsOperations: Readonly<Record<string, EngineOperation>> = {
  'sts.AssumeRole': assumeRole,
  'sts.GetCallerIdentity': getCallerIdentity,
};
