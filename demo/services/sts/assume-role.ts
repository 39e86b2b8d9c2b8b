import { accounts, externalId, readerRole } from '../../accounts.ts';
import { AwsError } from '../../aws-error.ts';
import { roleIdOf, sessionArn } from '../../credentials.ts';
import type { EngineContext, EngineOperation } from '../../engine.ts';

const defaultSeconds = 3600;
const minSeconds = 900;
/** The role's MaxSessionDuration. */
const maxSeconds = 3600;

export const assumeRole: EngineOperation = (input, context) => {
  const roleArn = required(input, 'RoleArn', 'roleArn');
  const sessionName = required(input, 'RoleSessionName', 'roleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw invalid(sessionName, 'roleSessionName', 'Member must satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  const seconds = durationOf(input);
  const account = trustingAccount(roleArn);
  if (!account || input.ExternalId !== externalId || context.denied.has(account, 'sts:AssumeRole'))
    throw refused(roleArn, context);
  const expiresAt = Date.now() + seconds * 1000;
  return {
    Credentials: context.credentials.issue({ account, role: readerRole, sessionName, expiresAt }),
    AssumedRoleUser: {
      AssumedRoleId: `${roleIdOf(account, readerRole)}:${sessionName}`,
      Arn: sessionArn(account, readerRole, sessionName),
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
function trustingAccount(roleArn: string): string | undefined {
  const match = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(roleArn);
  const account = accounts.find((candidate) => candidate.id === match?.[1])?.id;
  return match?.[2] === readerRole ? account : undefined;
}

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
