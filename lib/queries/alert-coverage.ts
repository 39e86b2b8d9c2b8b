import { type Coverage, type CoverageChannel, coverageOf, coverageWords, type Watching } from '#lib/alerts/coverage.ts';
import { endpointWatch } from '#lib/alerts/endpoint-watch.ts';
import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { ownRulesOf, type RuleBook } from '#lib/alerts/rule-book.ts';
import { silenceWord } from '#lib/alerts/silences.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { loadConfig } from '#lib/config.ts';
import { shared } from '#lib/process.ts';
import { listConsoleRules } from './console-rules.ts';
import { type EndpointRow, listEndpoints } from './endpoints.ts';
import { wantedBy, watches } from './own-series.ts';
import { fileRules, ruleBook } from './rules.ts';
import { listTeamSeries } from './series.ts';
import { listSilences } from './silences.ts';
import type { Ask } from './sql.ts';

/** An endpoint, and who would be told if it went wrong. */
export type CoverageRow = Pick<EndpointRow, 'account' | 'region' | 'name' | 'team' | 'kind' | 'alarms'> & Coverage;

/** Channels of trailwatch.yaml as far as they say of what they hear: neither addresses nor secrets are held. */
const coverageChannels = (): readonly CoverageChannel[] =>
  shared('coverage channels', () =>
    loadConfig().alerts.channels.map(({ id, kind, teams, severities, kinds, rules, hours }) => ({
      ...{ id, kind, hasHours: hours !== undefined },
      ...{ teams, severities, kinds, rules },
    })),
  );

/** Whether any channel is written down. */
export const hasChannels = (): boolean => coverageChannels().length > 0;

const placeOf = ({ account, region, name }: { account: string; region: string; name: string }): string =>
  `${account} ${region} ${name}`;

/** Of each endpoint the figures that are stored, "id statistic": without any of them a rule of one's own cannot be judged. */
async function storedFigures(scope: TeamScope, team: string, rules: readonly OwnRule[]): Promise<Map<string, Set<string>>> {
  const wanted = [...new Set(rules.flatMap((rule) => [...wantedBy(rule).keys()]))];
  const series = wanted.length === 0 ? [] : await listTeamSeries(scope, { team, kinds: ['endpoint'], wanted });
  const byPlace = Map.groupBy(series, placeOf);
  return new Map(
    [...byPlace].map(([place, list]) => [place, new Set(list.map(({ metricId, statistic }) => `${metricId} ${statistic}`))]),
  );
}

const notStored = 'None of the figures that it reads is stored: nothing published them, or they are not asked for.';

type Own = { rules: readonly OwnRule[]; book: RuleBook };

function ownWatching(row: EndpointRow, { rules, book }: Own, stored: ReadonlySet<string>): Watching[] {
  const read = row.rules.find(({ id }) => id === 'read');
  const unread = read?.word === 'unknown' ? { absence: read.absence ?? 'not_collected', why: null } : null;
  return rules
    .filter((rule) => watches(rule, row))
    .flatMap((own) => {
      const rule = book(own.id);
      const isStored = [...wantedBy(own).keys()].some((key) => stored.has(key));
      const blind = unread ?? (isStored ? null : { absence: 'not_collected' as const, why: notStored });
      return rule === null ? [] : [{ rule, blind }];
    });
}

function watchingOf(row: EndpointRow, book: RuleBook): Watching[] {
  const isLatencyKnown = 'absence' in row.p99 || row.p99.limit !== null;
  return endpointWatch(row.rules, { isLatencyKnown }).flatMap(({ rule: id, blind }) => {
    const rule = book(id);
    return rule === null ? [] : [{ rule, blind }];
  });
}

/** Every endpoint of a team with who would be told of it at a moment, by the rules and channels as they are: worst first. */
export async function listAlertCoverage(scope: TeamScope, ask: Ask): Promise<CoverageRow[]> {
  const [book, console] = await Promise.all([ruleBook(scope), listConsoleRules(scope)]);
  const own = ownRulesOf(fileRules(), console).filter(({ kind }) => kind === 'endpoint');
  const [endpoints, { rows: listed }, stored] = await Promise.all([
    listEndpoints(scope, ask),
    listSilences(scope, { team: ask.team, now: ask.now, from: ask.now }),
    storedFigures(scope, ask.team, own),
  ]);
  const silences = listed.filter((one) => silenceWord(one, ask.now) === 'active');
  const channels = coverageChannels();
  const rows = endpoints.map((row): CoverageRow => {
    const { account, region, name, team, kind, alarms } = row;
    const watching = [...ownWatching(row, { rules: own, book }, stored.get(placeOf(row)) ?? new Set()), ...watchingOf(row, book)];
    const subject = { account, region, kind: 'endpoint', name, team };
    return { account, region, name, team, kind, alarms, ...coverageOf(subject, watching, { channels, silences }) };
  });
  return rows.toSorted((a, b) => coverageWords.indexOf(a.word) - coverageWords.indexOf(b.word) || a.name.localeCompare(b.name));
}
