import { calls } from './calls.ts';

export type PolicyDocument = {
  Version: '2012-10-17';
  Statement: { Sid: string; Effect: 'Allow'; Action: string[]; Resource: '*' }[];
};

const sids: Record<string, string> = {
  sagemaker: 'ReadSageMaker',
  cloudwatch: 'ReadCloudWatch',
  'application-autoscaling': 'ReadScaling',
  logs: 'ReadLogs',
  cloudtrail: 'ReadEventHistory',
};

/** The least that a role for Trailwatch must allow: the IAM actions of the calls it makes, and nothing that writes. */
export function leastPrivilegePolicy(): PolicyDocument {
  const byService = Map.groupBy(
    calls.flatMap((call) => (call.action ? [{ service: call.service, action: call.action }] : [])),
    (row) => row.service,
  );
  return {
    Version: '2012-10-17',
    Statement: [...byService].map(([service, rows]) => ({
      Sid: sids[service] ?? service,
      Effect: 'Allow',
      Action: [...new Set(rows.map((row) => row.action))].sort(),
      Resource: '*',
    })),
  };
}
