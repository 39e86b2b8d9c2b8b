import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import {
  accounts,
  externalId,
  logArchive,
  managementAccount,
  memberExternalId,
  organizationExternalId,
  organizationRole,
  readerRole,
  teams,
} from './accounts.ts';
import { units } from './organization.ts';

/** The ordinary trailwatch.yaml that connects Trailwatch to the demo account. */
export const demoConfig = (): string =>
  stringify({
    accounts: accounts.map(({ id, name, regions }) => ({
      id,
      name,
      role: `arn:aws:iam::${id}:role/${readerRole}`,
      externalId,
      regions: [...regions],
    })),
    organization: {
      role: `arn:aws:iam::${managementAccount}:role/${organizationRole}`,
      externalId: organizationExternalId,
      memberRole: readerRole,
      memberExternalId,
      // The second is off in every account, which is told and no error.
      regions: [accounts[0].regions[0], 'ap-east-1'],
      exclude: { units: units.filter(({ name }) => name === 'Sandboxes' || name === 'Security').map(({ id }) => id) },
    },
    teams: { tag: 'team', rules: teams.map((team) => ({ team, match: { name: `${team}-*` } })) },
    audit: {
      // A newcomer's first hour is not spent on last year's files.
      history: '1d',
      sources: ['', 'research'].map((prefix) => ({
        bucket: logArchive.bucket,
        prefix,
        region: logArchive.region,
        role: `arn:aws:iam::${logArchive.account}:role/${logArchive.role}`,
        externalId: logArchive.externalId,
      })),
    },
    retention: { metrics: { '1m': '15d' }, audit: '400d' },
    // On the first of a month, with pages open, what is on screen alone counts for $300 until its end.
    budget: { monthlyUsd: 600 },
  });

/** Written beside and renamed, so that no reader ever meets half of it. @returns its path */
export function writeConfig(home: string): string {
  // Confined, it may write this file alone: then the folder is there.
  if (!process.permission) mkdirSync(home, { recursive: true });
  const path = join(home, 'demo.yaml');
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, demoConfig());
  renameSync(draft, path);
  return path;
}
