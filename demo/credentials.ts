import { createHmac } from 'node:crypto';
import { logArchive, managementAccount, organizationRole, readerKey } from './accounts.ts';
import { AwsError } from './aws-error.ts';

/**
 * Who calls: the reader's own user in the management account, a session of the reader's role, one of the role that sees the organization,
 * or one of the role that reads the log archive.
 */
export type Principal = { account: string; arn: string; userId: string; kind: 'user' | 'session' | 'organization' | 'archive' };

export type SessionCredentials = { AccessKeyId: string; SecretAccessKey: string; SessionToken: string; Expiration: number };

export type SessionRequest = { account: string; role: string; sessionName: string; expiresAt: number };

const readerUser: Principal = {
  account: managementAccount,
  arn: `arn:aws:iam::${managementAccount}:user/trailwatch`,
  userId: 'AIDATRAILWATCHDEMO000',
  kind: 'user',
};

/**
 * Session credentials without a store: the token carries what the session may claim and its own proof,
 * and key and secret follow from the token. A restart with the same seed keeps them valid.
 */
export class CredentialStore {
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** @param request `expiresAt` in epoch milliseconds of wall time, which is what clients compare it with */
  issue(request: SessionRequest): SessionCredentials {
    const claims = Buffer.from(JSON.stringify(request)).toString('base64url');
    const token = `IQoDemo${claims}.${this.#prove('token', claims).toString('base64url')}`;
    const key = this.#keyOf(token);
    return { ...key, SessionToken: token, Expiration: Math.floor(request.expiresAt / 1000) };
  }

  /**
   * @param token the x-amz-security-token header, if any
   * @throws AwsError UnrecognizedClientException, ExpiredTokenException
   */
  resolve(
    accessKeyId: string,
    token: string | undefined,
    isEnded: (account: string, expiresAt: number) => boolean,
  ): { principal: Principal; secretAccessKey: string } {
    if (token === undefined && accessKeyId === readerKey.accessKeyId) {
      return { principal: readerUser, secretAccessKey: readerKey.secretAccessKey };
    }
    const session = token === undefined ? undefined : this.#read(token);
    const key = token === undefined ? undefined : this.#keyOf(token);
    if (!session || key?.AccessKeyId !== accessKeyId) throw invalidToken();
    if (isEnded(session.account, session.expiresAt)) {
      throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
    }
    return { principal: principalOf(session), secretAccessKey: key.SecretAccessKey };
  }

  #keyOf(token: string): { AccessKeyId: string; SecretAccessKey: string } {
    const letters = [...this.#prove('key', token).subarray(0, 16)].map((byte) => base32[byte & 31]);
    return {
      AccessKeyId: `ASIA${letters.join('')}`,
      SecretAccessKey: this.#prove('secret', token).toString('base64').slice(0, 40),
    };
  }

  #read(token: string): SessionRequest | undefined {
    const match = /^IQoDemo([\w-]+)\.([\w-]+)$/.exec(token);
    if (!match?.[1] || match[2] !== this.#prove('token', match[1]).toString('base64url')) return undefined;
    return JSON.parse(Buffer.from(match[1], 'base64url').toString('utf8'));
  }

  #prove(purpose: string, content: string): Buffer {
    return createHmac('sha256', `trailwatch-demo/${this.#seed}`).update(`${purpose}\n${content}`).digest();
  }
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Also the answer for a Region that is switched off: its token service knows no such token. */
export const invalidToken = (): AwsError =>
  new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');

/** A role's id is the same in each of its sessions. */
export function roleIdOf(account: string, role: string): string {
  const digest = createHmac('sha256', account).update(role).digest();
  return `AROA${[...digest.subarray(0, 17)].map((byte) => base32[byte & 31]).join('')}`;
}

export const sessionArn = (account: string, role: string, sessionName: string): string =>
  `arn:aws:sts::${account}:assumed-role/${role}/${sessionName}`;

const principalOf = (session: SessionRequest): Principal => ({
  account: session.account,
  arn: sessionArn(session.account, session.role, session.sessionName),
  userId: `${roleIdOf(session.account, session.role)}:${session.sessionName}`,
  kind: kinds[session.role] ?? 'session',
});

const kinds: Readonly<Record<string, Principal['kind']>> = { [organizationRole]: 'organization', [logArchive.role]: 'archive' };
