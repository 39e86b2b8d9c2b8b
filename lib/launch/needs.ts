import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { channelFiles } from '../config-alerts.ts';
import { awsFiles } from './aws-files.ts';
import type { Needs } from './confine.ts';
import type { Environment } from './environments.ts';

/** `environment`: that of the process itself; relative paths in it count from its working directory. */
export type Part = { root: string; home: string; environment: Environment };

/** Preloaded into each of them. */
const endWithParent = 'lib/launch/end-with-parent.ts';

const given = (...paths: (string | null | undefined)[]): string[] => paths.filter((path) => typeof path === 'string');

const configFiles = ({ environment: { TRAILWATCH_CONFIG, TRAILWATCH_DEMO_CONFIG } }: Part): string[] =>
  given(TRAILWATCH_CONFIG ?? 'trailwatch.yaml', TRAILWATCH_DEMO_CONFIG);

/** What the driver reads by itself: the certificates that the URL names and, without a password in it, the file of passwords. */
function databaseFiles({ DATABASE_URL, PGPASSFILE, HOME }: Environment): string[] {
  if (!DATABASE_URL) return [];
  const { searchParams, password } = new URL(DATABASE_URL);
  const certificates = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => searchParams.get(name));
  return given(...certificates, password ? null : (PGPASSFILE ?? (HOME && join(HOME, '.pgpass'))));
}

/** Next looks for these. One that is there may hold what is not for web, and is not read: Next says so in the log. */
const missingEnvFiles = (root: string): string[] =>
  ['.env.production.local', '.env.local', '.env.production', '.env']
    .map((name) => join(root, name))
    .filter((file) => !existsSync(file));

/** Code, the built console, the configuration, and of the keys the one that signs its cookies, which it makes where there is none. */
export function webNeeds(part: Part, config: Config): Needs {
  const { root, home, environment } = part;
  const code = [
    'package.json',
    'server.ts',
    'next.config.js',
    'lib',
    'prisma/generated',
    'node_modules',
    '.next',
    'public',
    'static',
  ];
  const { tls } = config.server;
  const { TRAILWATCH_SECRETS, TRAILWATCH_SECRETS_FILE, TRAILWATCH_OIDC_SECRET_FILE } = environment;
  const secrets = TRAILWATCH_SECRETS || TRAILWATCH_SECRETS_FILE ? [] : [join(home, 'secrets')];
  return {
    read: [
      ...code.map((path) => join(root, path)),
      ...missingEnvFiles(root),
      ...configFiles(part),
      ...databaseFiles(environment),
      ...given(tls?.certificate, tls?.key, config.signIn.oidc?.clientSecretFile),
      ...given(TRAILWATCH_SECRETS_FILE, TRAILWATCH_OIDC_SECRET_FILE),
      ...secrets,
    ],
    write: secrets.filter((file) => !existsSync(file)),
  };
}

/** Code, the configuration, AWS's own files, the log server's and the channels', and of the keys the one that signs checkpoints. */
export function workerNeeds(part: Part, { log, alerts }: Pick<Config, 'log' | 'alerts'>): Needs {
  const { root, home, environment } = part;
  const code = ['package.json', 'lib', 'prisma/generated', 'node_modules'];
  const aws = awsFiles(environment);
  const syslogFiles = given(log?.syslog.ca, log?.syslog.certificate, log?.syslog.key);
  return {
    read: [
      ...code.map((path) => join(root, path)),
      ...configFiles(part),
      ...databaseFiles(environment),
      ...aws.read,
      ...syslogFiles,
      ...channelFiles(alerts),
    ],
    write: [join(home, 'keys/journal.key*'), join(home, 'journal/*'), ...aws.write],
    mayStartPrograms: aws.startsPrograms,
  };
}

/** Code; it writes the trailwatch.yaml that leads to it. */
export const demoNeeds = ({ root, home }: Omit<Part, 'environment'>): Needs => ({
  read: ['package.json', 'demo', 'lib/catalog', 'lib/time.ts', endWithParent, 'node_modules'].map((path) => join(root, path)),
  write: [join(home, 'demo.yaml*')],
});
