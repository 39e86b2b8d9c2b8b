import { AwsError } from '../../aws-error.ts';
import { roleIdOf, sessionArn } from '../../credentials.ts';
import type { EngineContext, EngineOperation } from '../../engine.ts';
import { rolesOf } from '../../trust.ts';

const defaultSeconds = 3600;
const minSeconds = 900;
/** The roles' MaxSessionDuration, and all that role chaining allows. */
const maxSeconds = 3600;

export const assumeRole: EngineOperation = (input, context) => {
  const roleArn = required(input, 'RoleArn', 'roleArn');
  const sessionName = required(input, 'RoleSessionName', 'roleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw invalid(sessionName, 'roleSessionName', 'Member must satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  const seconds = durationOf(input);
  const role = rolesOf(roleArn).find((one) => one.trusts === context.principal.kind && one.externalId === input.ExternalId);
  if (!role || context.denied.has(role.account, 'sts:AssumeRole') || context.knobs.isRevoked(role.account))
    throw refused(roleArn, context);
  const { account, role: name } = role;
  const expiresAt = context.knobs.wall() + seconds * 1000;
  return {
    Credentials: context.credentials.issue({ account, role: name, sessionName, expiresAt }),
    AssumedRoleUser: {
      AssumedRoleId: `${roleIdOf(account, name)}:${sessionName}`,
      Arn: sessionArn(account, name, sessionName),
    },
  };
};

function durationOf(input: Record<string, unknown>): number {
  const seconds = input.DurationSeconds ?? defaultSeconds;
  if (typeof seconds !== 'number' || seconds < minSeconds) {
    throw invalid(String(seconds), 'durationSeconds', `Member must have value greater than or equal to ${minSeconds}`);
  }
  if (seconds > maxSeconds) {
    throw new AwsError('ValidationException', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
}

/** IAM does not say whether it was the role, the trust or the external ID. */
const refused = (roleArn: string, context: EngineContext): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `User: ${context.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
  );

function required(input: Record<string, unknown>, member: string, wireName: string): string {
  const value = input[member];
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value null at '${wireName}' failed to satisfy constraint: Member must not be null`,
  );
}

const invalid = (value: string, wireName: string, constraint: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${wireName}' failed to satisfy constraint: ${constraint}`,
  );
