type Key = {
  protects: string;
  /** Of SP 800-57 part 1, section 5.1.1. */
  type: string;
  /** Who holds it: two at most, for a private key one. The launcher is `npm start` and the command line. */
  holders: readonly [string] | readonly [string, string];
  made: string;
  lies: string;
  /** How long it may be used; null: its issuer says. */
  cryptoperiodDays: number | null;
  replaced: string;
};

/** Every key and secret of the product. Policy: docs/security/keys.md. */
export const keys = {
  secrets: {
    protects: 'cookies (HMAC), seeds of second factors and who is behind pseudonyms (encryption)',
    type: 'symmetric, authentication and data encryption',
    holders: ['web', 'launcher'],
    made: 'at the first start: 256 bits of the system’s generator',
    lies: '`secrets` of TRAILWATCH_HOME, TRAILWATCH_SECRETS or TRAILWATCH_SECRETS_FILE',
    cryptoperiodDays: 365,
    replaced: '`key rotate secrets`, a start, then `key forget secrets`',
  },
  journal: {
    protects: 'the journal’s checkpoints, evidence packs',
    type: 'private signature key (Ed25519)',
    holders: ['worker'],
    made: 'at the first checkpoint or pack',
    lies: '`keys/journal.key` of a worker’s TRAILWATCH_HOME',
    cryptoperiodDays: 730,
    replaced: '`key rotate journal`',
  },
  pseudonyms: {
    protects: 'who a labeling worker is (HMAC)',
    type: 'symmetric, authentication',
    holders: ['worker', 'PostgreSQL'],
    made: 'when the first worker is seen: 256 bits',
    lies: 'table `cursor`, which web cannot read',
    cryptoperiodDays: 730,
    replaced: '`key rotate pseudonyms`',
  },
  database: {
    protects: 'the logins of web and worker at PostgreSQL (SCRAM-SHA-256)',
    type: 'passwords of 192 bits, one for each part',
    holders: ['web or worker', 'launcher'],
    made: 'at each start',
    lies: 'nowhere; those that `db roles` made in `keys/database-*`',
    cryptoperiodDays: 90,
    replaced: 'a start, or `key rotate database`',
  },
  'database-owner': {
    protects: 'the owner’s login at the embedded PostgreSQL (SCRAM-SHA-256)',
    type: 'password of 192 bits',
    holders: ['launcher'],
    made: 'at each start',
    lies: '`postgres/password` and `run.json` of TRAILWATCH_HOME',
    cryptoperiodDays: 90,
    replaced: 'a start',
  },
  tls: {
    protects: 'connections of browsers and proxies (TLS 1.2, 1.3)',
    type: 'private signature key (P-256 or stronger, RSA from 3072 bits)',
    holders: ['web'],
    made: 'by the administrator, with its certificate',
    lies: 'the file of `server.tls.key`',
    cryptoperiodDays: 398,
    replaced: 'writing both files anew; seen within 5 s',
  },
  oidc: {
    protects: 'the exchange of codes with the identity provider, TLS besides',
    type: 'shared secret',
    holders: ['web', 'the provider'],
    made: 'by the provider',
    lies: '`signIn.oidc.clientSecretFile`, TRAILWATCH_OIDC_SECRET or TRAILWATCH_OIDC_SECRET_FILE',
    cryptoperiodDays: 365,
    replaced: 'the provider, then a start',
  },
  aws: {
    protects: 'reading from AWS',
    type: 'temporary credentials',
    holders: ['worker', 'AWS'],
    made: 'by AWS STS, IMDS or the container’s role',
    lies: 'the worker’s memory',
    cryptoperiodDays: null,
    replaced: 'AWS, every few hours',
  },
} as const satisfies Record<string, Key>;

export type KeyId = keyof typeof keys;
export const keyIds = Object.keys(keys) as KeyId[];
export const isKey = (text: string): text is KeyId => Object.hasOwn(keys, text);
