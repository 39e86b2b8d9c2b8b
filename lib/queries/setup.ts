import type { BillingReading } from '#lib/catalog/prices.ts';
import { loadConfig } from '#lib/config.ts';
import type { KeptDays } from '#lib/metrics/steps.ts';
import { shared } from '#lib/process.ts';
import type { TeamRules } from '#lib/teams/rules.ts';

export type Setup = {
  accounts: readonly { id: string; name: string }[];
  monthlyUsd: number | null;
  /** By which reading of the price list money is counted. */
  reading: BillingReading;
  teams: TeamRules;
  /** How people whom CloudTrail names are shown. */
  people: 'names' | 'pseudonyms';
  /** How many days metrics are kept at each step. */
  metricDays: KeptDays;
  /** How many days of audit events are kept. */
  auditDays: number;
  /** `host:port` that the journal is sent to. */
  logServer: string | null;
};

/** Names and limits that only trailwatch.yaml says; read once a process, because a change of it restarts all processes. */
export const setup = (): Setup =>
  shared('setup', () => {
    const { accounts, budget, teams, privacy, log, retention } = loadConfig();
    return {
      accounts: accounts.map(({ id, name }) => ({ id, name })),
      monthlyUsd: budget?.monthlyUsd ?? null,
      reading: budget?.reading ?? 'statistic',
      teams,
      people: privacy.people,
      metricDays: retention.metrics,
      auditDays: retention.audit,
      logServer: log ? `${log.syslog.host}:${log.syslog.port}` : null,
    };
  });

/** Names of accounts that only the organization told, by their ids; lib/queries/accounts fills them in. */
export const learnedNames = (): Map<string, string> => shared('learned names', () => new Map<string, string>());

/** Names of accounts by their ids: as the configuration says, or the organization. */
export const accountNames = (): Map<string, string> =>
  new Map([...learnedNames(), ...setup().accounts.map(({ id, name }): [string, string] => [id, name])]);

/** An account's name in the configuration or the organization, or its id. */
export const accountName = (id: string): string => accountNames().get(id) ?? id;
