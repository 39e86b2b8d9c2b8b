// Longer than 300 lines because it is a list: each read of lib/queries has its line.
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createOwnWatch } from '#lib/alerts/own-watch.ts';
import { noFilter } from '#lib/audit/filter.ts';
import { type TeamScope, teamsScope } from '#lib/auth/scope.ts';
import { panelsOf } from '#lib/catalog/panels.ts';
import { parseConfig } from '#lib/config.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { foreignTo, keysIn, teams, worlds } from '#lib/testing/random-worlds.ts';
import { place } from '#lib/testing/seed-fleet.ts';
import { markOf, seedWorld, type World, worldKinds } from '#lib/testing/seed-teams.ts';
import { dayMs, hourMs } from '#lib/time.ts';

/** With `type` off, no query asks by team: what then holds is PostgreSQL's. */
const walls = vi.hoisted(() => ({ type: true }));
vi.mock('./sql.ts', async (importOriginal) => {
  const actual = await importOriginal<typeof import('./sql.ts')>();
  const teamsOf: typeof actual.teamsOf = (scope, team) => (walls.type ? actual.teamsOf(scope, team) : null);
  return { ...actual, teamsOf };
});

const database = await testDatabase();
const now = Date.parse('2026-11-19T07:42:10Z');
const window = { from: now - dayMs, to: now, now };

type Call = (scope: TeamScope, asked: { world: World; run: number; team: string }) => Promise<unknown>;

const ask = (team: string) => ({ team, asOf: null, ...window, search: {} });
const keysOf = (world: World) => keysIn(world).map(({ team: _, ...key }) => key);
const ofKind = (world: World, kind: string) => keysOf(world).filter((key) => key.kind === kind);
const events = ({ events: all }: World) =>
  all.flatMap((_, index) =>
    [...teams, 'nobody', 'unowned'].map((team) => `event-${index}-${markOf(team)}`).concat(`event-${index}-shared`),
  );
/** What is not found is silence; any other error fails the test. */
const quietly = async <T>(work: Promise<T>): Promise<T | null> =>
  work.catch((error) => {
    if (error?.code === 'not_found') return null;
    throw error;
  });
const each = async <In, Out>(list: readonly In[], work: (one: In) => Promise<Out>) => {
  const answers: (Out | null)[] = [];
  for (const one of list) answers.push(await quietly(work(one)));
  return answers;
};
const floor = { from: now - hourMs, to: now };
const audit = (team: string) => ({ team, from: window.from, to: window.to + 1, filter: noFilter });
const evidence = (team: string) => ({
  ...audit(team),
  ...{ receivedBy: window.to, sample: { n: 3, seed: 7, by: 'team' as const }, rules: null },
  made: { madeAt: '', askedBy: { kind: 'person', name: '' } },
});
/** Every team's words, as somebody may guess them. */
const subjectsOf = [...teams, 'nobody', 'unowned']
  .map(markOf)
  .flatMap((value) => (['who', 'key', 'ip', 'error', 'through'] as const).map((field) => ({ field, value })));
const eventKeys = (world: World) => events(world).map((eventId) => ({ account: place.account, eventId }));
const alerts = (team: string) => ({ team, now, from: window.from });
const ownRules = parseConfig(
  JSON.stringify({
    alerts: {
      rules: [
        { id: 'calls', title: 'Calls', silence: { metric: 'Invocations' } },
        { id: 'odd', title: 'Odd', anomaly: { metric: 'Invocations', statistic: 'Sum' } },
        { id: 'burn', title: 'Burn', burn: { metric: 'Invocation5XXErrors', of: 'Invocations', objective: 99 } },
        { id: 'change', title: 'Change', change: { metric: 'Invocations', above: 2, atLeast: 1 } },
      ],
    },
  }),
  'f',
).alerts.rules;
const found = (team: string) => ({ ...audit(team), filter: { rules: [], severities: [] } });
const order = { column: 'name', descending: false, limit: 500, offset: 0 } as const;
const everything = { kinds: [], accounts: [], regions: [], statuses: [], text: null, withGone: true };
const jobs = (team: string) => ({
  team,
  from: window.from - 30 * dayMs,
  to: window.to,
  now,
  filter: { kinds: [], statuses: [], accounts: [], text: null },
});

const q = {
  ...(await import('./activity.ts')),
  ...(await import('./activity-allowed.ts')),
  ...(await import('./activity-detections.ts')),
  ...(await import('./activity-firsts.ts')),
  ...(await import('./audit-sessions.ts')),
  ...(await import('./find-subjects.ts')),
  ...(await import('./session-lanes.ts')),
  ...(await import('./studio-domains.ts')),
  ...(await import('./subject-facts.ts')),
  ...(await import('./assignments.ts')),
  ...(await import('./audit.ts')),
  ...(await import('./accounts.ts')),
  ...(await import('./audit-coverage.ts')),
  ...(await import('./credential-holders.ts')),
  ...(await import('./audit-records.ts')),
  ...(await import('./biography.ts')),
  ...(await import('./biography-children.ts')),
  ...(await import('./biography-events.ts')),
  ...(await import('./biography-lineage.ts')),
  ...(await import('./biography-plots.ts')),
  ...(await import('./biography-services.ts')),
  ...(await import('./evidence-facts.ts')),
  ...(await import('./evidence-population.ts')),
  ...(await import('./changes.ts')),
  ...(await import('./collection.ts')),
  ...(await import('./collection-readings.ts')),
  ...(await import('./trail-readings.ts')),
  ...(await import('./evidence-readings.ts')),
  ...(await import('./demand.ts')),
  ...(await import('./detections.ts')),
  ...(await import('./endpoints.ts')),
  ...(await import('./find.ts')),
  ...(await import('./fleet.ts')),
  ...(await import('./health.ts')),
  ...(await import('./journal.ts')),
  ...(await import('./last-looks.ts')),
  ...(await import('./journal-state.ts')),
  ...(await import('./journal-shipping.ts')),
  ...(await import('./job-record.ts')),
  ...(await import('./job-pages.ts')),
  ...(await import('./jobs.ts')),
  ...(await import('./job-plots.ts')),
  ...(await import('./nodes.ts')),
  ...(await import('./owned.ts')),
  ...(await import('./people.ts')),
  ...(await import('./person-activity.ts')),
  ...(await import('./person-names.ts')),
  ...(await import('./plots.ts')),
  ...(await import('./past.ts')),
  ...(await import('./quarantine.ts')),
  ...(await import('./reach.ts')),
  ...(await import('./resource-pages.ts')),
  ...(await import('./resource-plots.ts')),
  ...(await import('./resources.ts')),
  ...(await import('./run-failures.ts')),
  ...(await import('./runs.ts')),
  ...(await import('./rollups.ts')),
  ...(await import('./script-change.ts')),
  ...(await import('./saved-searches.ts')),
  ...(await import('./alerts.ts')),
  ...(await import('./alert-deeds.ts')),
  ...(await import('./assignees.ts')),
  ...(await import('./silences.ts')),
  ...(await import('./console-rules.ts')),
  ...(await import('./rule-matches.ts')),
  ...(await import('./rule-texts.ts')),
  ...(await import('./alert-causes.ts')),
  ...(await import('./alert-coverage.ts')),
  ...(await import('./alert-readings.ts')),
  ...(await import('./alert-tallies.ts')),
  ...(await import('./backtests.ts')),
  ...(await import('./open-alerts.ts')),
  ...(await import('./wall.ts')),
  ...(await import('./own-series.ts')),
  ...(await import('./own-readings.ts')),
  ...(await import('./own-sums.ts')),
  ...(await import('./notifications.ts')),
  ...(await import('./series.ts')),
  ...(await import('./series-points.ts')),
  ...(await import('./shell.ts')),
  ...(await import('./spend.ts')),
  ...(await import('./stored-metrics.ts')),
  ...(await import('./stranger-metrics.ts')),
  ...(await import('./team-plots.ts')),
  ...(await import('./team-rules.ts')),
  ...(await import('./team-sizes.ts')),
  ...(await import('./team-spend.ts')),
  ...(await import('./trail-hours.ts')),
  ...(await import('./unowned.ts')),
  ...(await import('./unconfirmed-events.ts')),
  ...(await import('./unexplained-changes.ts')),
  ...(await import('./teams.ts')),
  ...(await import('./stepped.ts')),
  ...(await import('./variant-nodes.ts')),
  ...(await import('./work.ts')),
  ...(await import('./workers.ts')),
  ...(await import('./workforce.ts')),
  ...(await import('./workforce-floor.ts')),
  ...(await import('./workforce-plots.ts')),
  ...(await import('./workforce-sources.ts')),
};
const e = await import('./audit-event.ts');
const detail = await import('./endpoint.ts');
const { listEndpointMetrics } = await import('./endpoint-metrics.ts');
const { exportTable, exportNames } = await import('./exports.ts');

/** Of every series there is, also of other teams': its number can be guessed. */
const seriesPages: Call = async (scope) => {
  const { rows } = await database.pool.query<{ id: number }>('select id from series');
  return each(rows, async ({ id }) => {
    const series = await q.getSeries(scope, { account: place.account, id });
    return [series, await q.readSeriesPoints(scope, series, { ...window, stepMs: hourMs })];
  });
};

const rolledSteps: Call = async (scope) => {
  const { rows } = await database.pool.query<{ id: number; statistic: string }>('select id, statistic from series');
  return each(rows, (one) => q.readRolledSteps(scope, { ...one, account: place.account }, { ...window, stepMs: hourMs }));
};

const firings: Call = (scope) => each(ownRules, (rule) => q.listFirings(scope, rule, { from: now - dayMs, now }));

const longRange: Call = async (scope, { team }) => {
  const series = await q.listTeamSeries(scope, { team, kinds: [...worldKinds], wanted: ['endpoint.invocations Sum'] });
  const asked = { ...window, stepMs: hourMs };
  const [rolled, stepped] = [await q.readRolled(scope, series, asked), await q.readStepped(scope, series, asked)];
  return [series, [...rolled.keys()], series.map((one) => stepped.of(one))];
};

/** Of every event that it can open: what its page reads. */
const eventPages: Call = (scope, { world, team }) =>
  each(events(world), async (eventId) => {
    const event = await e.getAuditEvent(scope, { team, eventId, account: null });
    return [
      event,
      await e.getChain(scope, event),
      await e.getRequestDiff(scope, event),
      await e.listNeighbours(scope, team, event),
      await q.listEventDetections(scope, team, event),
      await q.listScriptChanges(scope, team, event),
      await q.findConfirmation(scope, { team, ...event, now: now + dayMs }),
    ];
  });
/** Of every alert there is: its number can be guessed. */
const alertPages: Call = async (scope) => {
  const { rows } = await database.pool.query<{ account: string; id: number }>('select account, id::float8 as id from alert');
  return each(rows, async (one) => [
    await q.listAlertTransitions(scope, one, { now }),
    await q.listAlertNotifications(scope, one, { now }),
    await q.listAlertDeeds(scope, [one], { now }),
    await q.listAlertSilences(scope, one, { now }),
    await quietly(q.getAlert(scope, one.id, { now }).then((alert) => q.listAlertCauses(scope, alert, { now }))),
    await quietly(q.getAlert(scope, one.id, { now })),
  ]);
};
const resourcePages: Call = (scope, { world, team }) =>
  each(keysOf(world), async (key) => {
    const resource = await q.getResource(scope, ask(team), key);
    return [resource, await q.listRelations(scope, resource), await q.listResourceMetrics(scope, resource, window)];
  });
/** Of every resource: what its biography reads, by its own key, whoever it belongs to. */
const biographies: Call = (scope, { world, team }) =>
  each(keysOf(world), async (key) => {
    const found = await q.getBiography(scope, { team, now, asOf: null, window: null }, key);
    return [found, await q.listBiographyPlots(scope, found.resource, { ...window, asOf: null })];
  });
/** The parts of it, of all keys at once, as if somebody had not looked whose they are. */
const biographyParts: Call = async (scope, { world }) => {
  const keys = keysOf(world);
  const stepped = { from: 0, to: now + 1, stepMs: dayMs };
  const search = await q.openBiography(scope, keys);
  return [
    await q.readBins(search, stepped),
    await q.readNewest(search, stepped),
    await q.readDeeds(search, now + 1),
    await q.listServiceBins(scope, keys, stepped),
    await q.listServiceHappenings(scope, keys, stepped),
    await q.listDeployments(scope, keys, stepped),
    await each(keys, (key) => q.listTuningChildren(scope, { ...key, kind: 'tuning_job', createdAt: null, endedAt: null }, now)),
    await each(keys, (key) => q.listResourcePlots(scope, { ...window, resource: { ...key, createdAt: null, endedAt: null } })),
    await each(ofKind(world, 'endpoint'), (key) => detail.listEndpointVersions(scope, key, now)),
  ];
};
const endpointPages: Call = (scope, { world, team }) =>
  each(ofKind(world, 'endpoint'), async (key) => {
    const found = await detail.getEndpointDetail(scope, { ...ask(team), ...key });
    const { endpoint, components, targets } = found;
    const plots = {
      ...{ endpoint, components, targets, latencyLimitMs: null, types: [], variant: null },
      panels: panelsOf(null),
      ...window,
    };
    return [
      found,
      await q.listEndpointPlots(scope, plots),
      await listEndpointMetrics(scope, { endpoint, components, ...window }),
    ];
  });

/** Every read there is, by the name of the function that a page, a route or an export calls. */
const calls: Record<string, Call> = {
  getAuditEvent: eventPages,
  getChain: eventPages,
  getRequestDiff: eventPages,
  listNeighbours: eventPages,
  listEventDetections: eventPages,
  listScriptChanges: eventPages,
  findConfirmation: eventPages,
  listUnconfirmedEvents: (scope, { team }) => q.listUnconfirmedEvents(scope, { team, now: now + dayMs, from: 0, to: now + 1 }),
  listLastLooks: (scope) => q.listLastLooks(scope, { places: [place], now }),
  listHolders: (scope) =>
    q.listHolders(scope, { ...noFilter, values: { key: [...[...teams, 'nobody', 'unowned'].map(markOf), 'shared'] } }),
  listPersonNames: (scope, { world }) =>
    q.listPersonNames(
      scope,
      [...teams, 'nobody', 'unowned', ...keysOf(world)].map((one) => (typeof one === 'string' ? markOf(one) : one.name)),
    ),
  listAlerts: (scope, { team }) =>
    q.listAlerts(scope, { ...alerts(team), filter: { rules: [], severities: [], state: null, assignees: [] } }),
  countAlerts: (scope, { team }) => q.countAlerts(scope, alerts(team)),
  listAlertCoverage: (scope, { team }) => q.listAlertCoverage(scope, { team, now, asOf: null }),
  listOpenCounts: (scope, { team }) => q.listOpenCounts(scope, { team, now }),
  getWall: (scope, { team }) => q.getWall(scope, { team, now }),
  countOpenAlerts: (scope, { team }) => q.countOpenAlerts(scope, { team, now }),
  findNewestAlert: (scope, { team }) => q.findNewestAlert(scope, alerts(team)),
  getAlert: alertPages,
  listAlertTransitions: alertPages,
  listSilences: (scope, { team }) => q.listSilences(scope, alerts(team)),
  getSilence: async (scope) => {
    const { rows } = await database.pool.query<{ id: number }>('select id::float8 as id from silence');
    return each(rows, ({ id }) => q.getSilence(scope, id, { now }));
  },
  listConsoleRules: (scope) => q.listConsoleRules(scope),
  listRuleRecords: (scope, { team }) => q.listRuleRecords(scope, { team }),
  getRuleRecord: async (scope) => {
    const { rows } = await database.pool.query<{ rule: string }>('select rule from alert_rule');
    return each(rows, ({ rule }) => q.getRuleRecord(scope, rule));
  },
  findRuleSource: async (scope) => {
    const { rows } = await database.pool.query<{ rule: string }>('select rule from alert_rule');
    return each(rows, ({ rule }) => q.findRuleSource(scope, rule));
  },
  countMatches: (scope) => each(ownRules, (rule) => q.countMatches(scope, rule)),
  listAlertCauses: alertPages,
  listAlertNotifications: alertPages,
  listAlertDeeds: alertPages,
  listAlertSilences: alertPages,
  listAssignees: (scope, { team }) => q.listAssignees(scope, team, { isDemo: true }),
  listAlertReadings: (scope) => q.listAlertReadings(scope, now),
  listOwnReadings: (scope) => q.listOwnReadings(scope, { rules: ownRules, now, watch: createOwnWatch() }),
  listFirings: firings,
  readBefore: firings,
  readDaySums: async (scope, { team }) => {
    const series = await q.listTeamSeries(scope, { team, kinds: ['endpoint'], wanted: ['endpoint.invocations Sum'] });
    return [...(await q.readDaySums(scope, series, { from: now - 9 * dayMs, to: now }))];
  },
  listWatched: (scope) => q.listWatched(scope, { kind: 'endpoint', wanted: ['endpoint.invocations Sum'] }),
  tallyAlerts: (scope, { team }) => q.tallyAlerts(scope, alerts(team)),
  listDetections: (scope, { team }) => q.listDetections(scope, { ...found(team), limit: 500, cursor: null }),
  countDetections: (scope, { team }) => q.countDetections(scope, found(team)),
  findNewestDetection: (scope, { team }) => q.findNewestDetection(scope, team),
  listAuditEvents: (scope, { team }) => q.listAuditEvents(scope, { ...audit(team), limit: 500, cursor: null }),
  listAuditBuckets: (scope, { team }) => q.listAuditBuckets(scope, audit(team)),
  listAuditFacets: (scope, { team }) => q.listAuditFacets(scope, audit(team)),
  getAuditTotals: (scope, { team }) => q.getAuditTotals(scope, team),
  getActivity: (scope, { team }) => q.getActivity(scope, { ...audit(team), whom: 'everybody' }),
  findAllowedLater: async (scope, { team }) => [
    ...((await q.findAllowedLater(scope, audit(team), (await q.getActivity(scope, audit(team))).refusals)) ?? []),
  ],
  listFirsts: (scope, { team }) => q.listFirsts(scope, { ...audit(team), whom: 'everybody' }),
  listLanes: async (scope, { team }) => [...(await q.listLanes(scope, audit(team))).lanes],
  listAuditSessions: (scope, { team }) => q.listAuditSessions(scope, { ...audit(team), whom: 'everybody' }),
  listActivityDetections: (scope, { team }) =>
    each(subjectsOf, (subject) => q.listActivityDetections(scope, audit(team), subject)),
  getSubjectFacts: (scope, { team }) =>
    each(subjectsOf, async (subject) => {
      const { holders, principals } = await q.getSubjectFacts(scope, audit(team), subject);
      return { holders, principals };
    }),
  findSubjects: (scope, { team }) => each(['role', 'q', 'e'], (text) => q.findSubjects(scope, { text, team })),
  listStudioDomains: (scope) => q.listStudioDomains(scope, [{ account: place.account, role: 'SageMakerStudio' }]),
  findStudioUser: (scope) =>
    q.findStudioUser(scope, { account: place.account, through: 'SageMakerStudio', principalArn: null, sourceIdentity: null }),
  listAuditRecords: (scope, { world }) => q.listAuditRecords(scope, eventKeys(world)),
  listDelivered: (scope, { world }) => q.listDelivered(scope, eventKeys(world)),
  listPopulation: (scope, { team }) => q.listPopulation(scope, evidence(team)),
  readFacts: async (scope, { team }) => q.readFacts(scope, evidence(team), await q.listPopulation(scope, evidence(team))),
  listSavedSearches: (scope, { team }) => q.listSavedSearches(scope, team),
  listAuditCoverage: (scope) => q.listAuditCoverage(scope, now),
  listUnexplainedChanges: (scope, { world, team }) =>
    each([undefined, ...keysOf(world)], (key) =>
      q.listUnexplainedChanges(scope, { team, now, from: 0, to: now, ...(key ? { key } : {}) }),
    ),
  listHappenings: (scope, { world }) => q.listHappenings(scope, keysOf(world), { from: 0, to: now, limit: 500 }),
  listTeamHappenings: (scope, { team }) => q.listTeamHappenings(scope, { team, from: 0, to: now, limit: 500 }),
  listChangeMoments: (scope) => q.listChangeMoments(scope, { from: 0, to: now }),
  listCoverage: (scope) => q.listCoverage(scope, window),
  listSeriesFailures: (scope) =>
    q.listSeriesFailures(
      scope,
      Array.from({ length: 500 }, (_, id) => id),
      window,
    ),
  listEndpoints: (scope, { team }) => q.listEndpoints(scope, ask(team)),
  getEndpointDetail: endpointPages,
  listEndpointPlots: endpointPages,
  listEndpointMetrics: endpointPages,
  getEndpointRecord: (scope, { world, team }) =>
    each(ofKind(world, 'endpoint'), (key) => q.getEndpointRecord(scope, { ...ask(team), ...key })),
  listEndpointRecords: (scope, { team }) => q.listEndpointRecords(scope, ask(team)),
  listFleet: (scope, { team }) => q.listFleet(scope, ask(team)),
  findAnything: (scope, { world, team }) =>
    each(['q', ...keysOf(world).map(({ name }) => name)], (query) =>
      q.findAnything(scope, { query: `${query}`.slice(0, -1), team }),
    ),
  listJobs: (scope, { team }) => q.listJobs(scope, jobs(team), { column: 'started', descending: true }),
  countJobs: (scope, { team }) => q.countJobs(scope, jobs(team)),
  listJobPlots: (scope, { world }) =>
    each(ofKind(world, 'training_job'), (key) =>
      q.listJobPlots(scope, {
        ...window,
        job: { ...key, kind: 'training_job', instanceType: null, createdAt: null, endedAt: null },
      }),
    ),
  getJobRecord: (scope, { world }) =>
    each(ofKind(world, 'training_job'), (key) =>
      q.getJobRecord(scope, {
        key: { ...key, kind: 'training_job' },
        job: { status: null, description: null, createdAt: now - hourMs },
        now,
      }),
    ),
  // Of every series there is: its number can be guessed.
  listReach: (scope) =>
    q.listReach(
      scope,
      Array.from({ length: 60 }, (_, index) => index + 1),
    ),
  listAccounts: (scope) => q.listAccounts(scope, now),
  getAccount: (scope) => quietly(q.getAccount(scope, { id: place.account, now })),
  listAccountCalls: (scope) => q.listAccountCalls(scope, { id: place.account, now }),
  listWorkers: (scope) => q.listWorkers(scope, now),
  listJournal: (scope) =>
    q.listJournal(scope, { from: 0, to: now + dayMs, filter: { values: {}, on: [] }, limit: 50, cursor: null }),
  countJournal: (scope) => q.countJournal(scope, { from: 0, to: now + dayMs, filter: { values: {}, on: [] } }),
  getJournalState: (scope) => q.getJournalState(scope),
  getJournalShipping: (scope) => q.getJournalShipping(scope),
  getMeter: async () => null,
  listBudgetSteps: (scope) => q.listBudgetSteps(scope, now),
  listCollectionReadings: (scope) => q.listCollectionReadings(scope, now),
  listEvidenceReadings: (scope) => q.listEvidenceReadings(scope, now),
  listTrailReadings: (scope) => q.listTrailReadings(scope, now),
  getSpend: (scope) => q.getSpend(scope, now),
  listTeamSpend: (scope, { team }) => q.listTeamSpend(scope, { team, now }),
  listDemand: (scope) => q.listDemand(scope, now),
  getOwnHealth: async () => null,
  getReadiness: async () => null,
  listNodes: (scope, { team }) => q.listNodes(scope, ask(team)),
  getPast: (scope) => q.getPast(scope, now),
  getQuarantine: (scope) => q.getQuarantine(scope, now + 1),
  getResource: resourcePages,
  listRelations: resourcePages,
  listResourceMetrics: resourcePages,
  readStored: resourcePages,
  listResources: (scope, { team }) => q.listResources(scope, ask(team), everything, order),
  listResourcePage: (scope, { team }) => q.listResourcePage(scope, { ...ask(team), filter: everything, limit: 500, after: null }),
  countResources: (scope, { team }) => q.countResources(scope, ask(team), everything),
  getBiography: biographies,
  readLineage: biographies,
  listBiographyPlots: biographies,
  readBins: biographyParts,
  readNewest: biographyParts,
  readDeeds: biographyParts,
  listServiceBins: biographyParts,
  listServiceHappenings: biographyParts,
  listDeployments: biographyParts,
  listTuningChildren: biographyParts,
  listResourcePlots: biographyParts,
  listEndpointVersions: biographyParts,
  listVersions: (scope, { world }) => each(keysOf(world), (key) => q.listVersions(scope, key, now)),
  listRunFailures: async (scope, { run }) =>
    q.listRunFailures(scope, await q.getRun(scope, { id: String(run), now }), { after: -1 }),
  listTroubles: (scope) => q.listTroubles(scope, now),
  getRun: (scope, { run }) => q.getRun(scope, { id: String(run), now }),
  listRuns: (scope) => q.listRuns(scope, { ...window, filter: {}, limit: 50, cursor: null }),
  listFormerRuns: async (scope, { run }) => q.listFormerRuns(scope, await q.getRun(scope, { id: String(run), now })),
  countRuns: (scope) => q.countRuns(scope, { ...window, filter: {} }),
  listResourceSeries: (scope, { world }) => each(keysOf(world), (key) => q.listResourceSeries(scope, key)),
  getSeries: seriesPages,
  readSeriesPoints: seriesPages,
  readRolledSteps: rolledSteps,
  readRolled: longRange,
  readStepped: longRange,
  listTeamSeries: (scope, { team }) =>
    q.listTeamSeries(scope, { team, kinds: [...worldKinds], wanted: ['endpoint.invocations Sum'] }),
  readHours: async (scope, { team }) => [
    ...(await q.readHours(
      scope,
      await q.listTeamSeries(scope, { team, kinds: ['endpoint'], wanted: ['endpoint.invocations Sum'] }),
      window,
    )),
  ],
  getShell: (scope, { team }) => q.getShell(scope, team, now),
  listTeams: (scope) => q.listTeams(scope),
  listSources: async () => null,
  listStrips: (scope, { team }) => q.listStrips(scope, { team, ...window }),
  listTrailFindings: (scope, { team }) => q.listTrailFindings(scope, { team, ...window }),
  listTrails: (scope, { team }) => q.listTrails(scope, { team, now }),
  listPeople: (scope) => quietly(q.listPeople(scope)),
  getPerson: (scope) => quietly(q.getPerson(scope, 'p')),
  listPersonSessions: (scope) => quietly(q.listPersonSessions(scope, 'p')),
  listOpenInvitations: (scope) => quietly(q.listOpenInvitations(scope)),
  listPersonActivity: (scope) => q.listPersonActivity(scope, 'p', 50),
  listOwned: (scope) => q.listOwned(scope, 'team'),
  getRuleBook: (scope) => q.getRuleBook(scope),
  listRuleMoves: (scope) => q.listRuleMoves(scope, { rule: { team: 'other', match: { name: '*' } }, isFirst: true }),
  listTeamSizes: (scope) => q.listTeamSizes(scope),
  listUnowned: (scope) => q.listUnowned(scope),
  listAssignments: (scope) => q.listAssignments(scope),
  listStrangerMetrics: (scope) => q.listStrangerMetrics(scope, now),
  listTeamPlots: (scope, { team }) => q.listTeamPlots(scope, { team, ...window }),
  getBoard: (scope, { team }) => q.getBoard(scope, ask(team)),
  listVariantNodes: (scope, { team }) => q.listVariantNodes(scope, ask(team)),
  listJobTallies: (scope, { team }) => q.listJobTallies(scope, { team, now }),
  listLabelingTallies: (scope, { team }) => q.listLabelingTallies(scope, { team, now }),
  listHoldings: (scope, { team }) => q.listHoldings(scope, { team, now }),
  listFloorKeys: (scope, { team }) => q.listFloorKeys(scope, team),
  listFloorPlots: (scope, { world }) => q.listFloorPlots(scope, ofKind(world, 'labeling_job'), { ...floor, now }),
  listProgressPlots: async (scope, { team }) =>
    each(await q.listLabelingJobs(scope, { team, now, from: 0 }), (job) => q.listProgressPlots(scope, job, { ...floor, now })),
  getSources: async (scope, { team }) => q.getSources(scope, await q.listLabelingJobs(scope, { team, now, from: 0 }), floor),
  listLabelingJobs: (scope, { team }) => q.listLabelingJobs(scope, { team, now, from: 0 }),
  findLabelingJob: (scope, { world, team }) =>
    each(ofKind(world, 'labeling_job'), (key) => q.findLabelingJob(scope, { team, now, ...key })),
  getFloorFigures: (scope, { world }) => q.getFloorFigures(scope, ofKind(world, 'labeling_job'), floor),
  listFloorBuckets: (scope, { world }) => q.listFloorBuckets(scope, ofKind(world, 'labeling_job'), { ...floor, stepMs: hourMs }),
  listHandleTimes: (scope, { world }) => q.listHandleTimes(scope, ofKind(world, 'labeling_job'), floor),
  listFloorWorkers: (scope, { world }) => q.listFloorWorkers(scope, ofKind(world, 'labeling_job'), floor),
  exportTable: (scope, { world, run, team }) =>
    each(exportNames, (name) =>
      each([{}, { run: String(run) }, ...keysOf(world)], (search) => exportTable(name)(scope, { ...ask(team), search })),
    ),
};

const configurations = [
  { name: 'both walls', type: true, url: database.webUrl },
  { name: 'row-level security alone', type: false, url: database.webUrl },
  { name: 'the type’s wall alone', type: true, url: database.url },
];

afterEach(() => {
  walls.type = true;
});

test('every read of lib/queries is tried here, so that a new one joins', async () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^[a-z-]+\.ts$/.test(file));
  const exported = await Promise.all(
    files.map((file) => import(/* @vite-ignore */ `${import.meta.dirname}/${file}`) as Promise<Record<string, unknown>>),
  );
  const reads = exported.flatMap((file) =>
    Object.entries(file).flatMap(([name, value]) =>
      typeof value === 'function' && /^(get|find|list|count|read|export)[A-Z]/.test(name) ? [name] : [],
    ),
  );
  expect(reads.filter((name) => !(name in calls))).toEqual([]);
});

/** One call may be of several reads. */
const namesOfCalls = new Map(
  [...Map.groupBy(Object.keys(calls), (name) => calls[name] as Call)].map(([call, names]) => [call, names.join(', ')]),
);

/** Reads that tell of counts are held to the team's own counts; of the rest no foreign word may come. */
describe.each(configurations)('with $name', ({ type, url }) => {
  test('no read by one team returns a word of another', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.constantFrom(...teams), async (world, team) => {
        const run = await seedWorld(database, world, now);
        walls.type = type;
        process.env.DATABASE_URL = url;
        const scope = teamsScope([team]);
        const foreign = foreignTo(team);
        for (const asked of ['all', team]) {
          for (const [call, names] of namesOfCalls) {
            const answer = JSON.stringify(await call(scope, { world, run, team: asked }));
            expect(
              foreign.filter((mark) => answer.includes(mark)),
              `${names} of ${asked} for ${team}`,
            ).toEqual([]);
          }
        }
        expect(JSON.stringify(await calls.listResources?.(scope, { world, run, team }))).toContain(markOf(team));
        walls.type = true;
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});

test('what a team counts is its own alone', async () => {
  const owners = [...teams, ...teams].flatMap((team) => worldKinds.map((kind) => ({ kind, team })));
  const world = {
    owners,
    events: [...owners.map((_, index) => ({ names: [index], by: null })), { names: [], by: 'beta' }, { names: [], by: null }],
  };
  await seedWorld(database, world, now);
  for (const { type, url } of configurations) {
    walls.type = type;
    process.env.DATABASE_URL = url;
    const scope = teamsScope(['beta']);
    expect((await q.getFloorFigures(scope, ofKind(world, 'labeling_job'), floor)).submitted).toBe(12);
    expect((await q.getAuditTotals(scope, 'all')).stored).toBe(2 * worldKinds.length + 1);
    expect((await q.countResources(scope, ask('all'), everything)).total).toBe(2 * (worldKinds.length + 2));
    expect((await q.listAuditBuckets(scope, audit('all'))).reduce((sum, { failed }) => sum + failed, 0)).toBe(
      2 * worldKinds.length + 1,
    );
    expect((await q.getShell(scope, 'all', now)).counts).toMatchObject({ endpoints: 2, labeling: 2 });
  }
});
