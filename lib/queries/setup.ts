import { loadConfig } from '#lib/config.ts';
import { shared } from '#lib/process.ts';
import type { TeamRules } from '#lib/teams/rules.ts';

export type Setup = {
  accounts: readonly { id: string; name: string }[];
  monthlyUsd: number | null;
  teams: TeamRules;
  /** How people whom CloudTrail names are shown. */
  people: 'names' | 'pseudonyms';
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
      teams,
      people: privacy.people,
      auditDays: retention.audit,
      logServer: log ? `${log.syslog.host}:${log.syslog.port}` : null,
    };
  });

/** An account's name in the configuration, or its id. */
export const accountName = (id: string): string => setup().accounts.find((account) => account.id === id)?.name ?? id;

/** Names of the configured accounts by their ids. */
export const accountNames = (): Map<string, string> => new Map(setup().accounts.map(({ id, name }) => [id, name]));
