import type { Culprit } from '#demo/scenario/floor/culprits.ts';
import { isAt, prodEu } from '#demo/scenario/floor/setting.ts';
import { parseDetectionFilter } from '#lib/audit/detections/filter.ts';
import { readyQuestions } from '#lib/audit/detections/questions.ts';
import { ruleIds, ruleRow } from '#lib/audit/detections/rules.ts';
import { systemScope, teamsScope } from '#lib/auth/scope.ts';
import { type DetectionAsk, type DetectionRow, listDetections } from '#lib/queries/detections.ts';
import { listUnconfirmedEvents } from '#lib/queries/unconfirmed-events.ts';
import { listUnexplainedChanges } from '#lib/queries/unexplained-changes.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { endOf, lookEveryMs, restlessMs, type Truth, type WorldPlan } from './audit-questions-world.ts';

/** What is wrong, in words, by what it is: each list is empty where the product is as the demo says. */
export type Faults = Record<(typeof faultKinds)[number], string[]>;
export const faultKinds = [
  'questions that miss a culprit',
  'culprits that no detection found',
  'detections found more than once',
  'detections that name somebody, a resource or a team wrongly',
  'rules with nothing to find',
  'false alarms in quiet weeks',
  'false alarms in the restless day',
  'changes without an event that were not found',
  'changes wrongly unexplained',
  'unexplained in quiet weeks',
] as const;

const noFaults = (): Faults => Object.fromEntries(faultKinds.map((kind) => [kind, [] as string[]])) as Faults;

export type Verdict = {
  faults: Faults;
  /** Culprits by rule: how many there were, and how many were found. */
  rules: Record<string, { culprits: number; found: number }>;
  /** How many rows the answer of each question has, in the day of its culprits. */
  rows: Record<string, number>;
  compared: { quietChanges: number; quietEvents: number };
};

const all = systemScope();
const pageOf = 100;

async function everyDetection(ask: DetectionAsk): Promise<DetectionRow[]> {
  const found: DetectionRow[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await listDetections(all, { ...ask, limit: pageOf, cursor });
    found.push(...page.rows);
    if (page.next === null) return found;
    cursor = page.next;
  }
}

const keyOf = ({ crime, account, eventId }: Pick<Culprit, 'crime' | 'account' | 'eventId'>): string =>
  `${crime} ${account} ${eventId}`;

/** A burst is told by the refusal that made it one: where its person was refused something just before, that is an earlier one of the run. */
const burst = { rule: 'denial_burst', withinMs: 10 * minuteMs };

/** Of a row, the key of the culprit that it tells of, or its own. */
const keysFor =
  (culprits: readonly Culprit[]) =>
  (row: DetectionRow): string => {
    const run = culprits.find(
      ({ crime, account, who, at }) =>
        row.rule === burst.rule &&
        crime === row.rule &&
        account === row.account &&
        who === row.who &&
        Math.abs(at - row.at) <= burst.withinMs,
    );
    return keyOf(run ?? { ...row, crime: row.rule });
  };
const isAlarm = ({ rule }: Pick<DetectionRow, 'rule'>): boolean => ruleRow(rule)?.severity !== 'info';
const told = (row: DetectionRow): string =>
  `${row.rule} ${new Date(row.at).toISOString()} ${row.eventName} by ${row.who} ${JSON.stringify(row.found)}`;
const toldCulprit = ({ crime, at, who, on }: Culprit): string =>
  `${crime} ${new Date(at).toISOString()} by ${who} on ${on || '-'}`;

/** Everything that a row says of whom and what, for whoever looks for a name in it. */
const namesIn = (row: DetectionRow): string =>
  [row.object, ...row.resources.map(({ name }) => name), ...row.targets, ...Object.values(row.found)].join(' ');

function wrongIn(row: DetectionRow, { who, from, on, team }: Culprit): string[] {
  const shown = row.resources.find((one) => one.team)?.team ?? null;
  return [
    ...(row.who === who ? [] : [`who is ${row.who}, not ${who}`]),
    ...(row.sourceIp === from ? [] : [`from ${row.sourceIp}, not ${from}`]),
    ...(namesIn(row).includes(on) ? [] : [`on ${row.object}, not ${on}`]),
    ...(team === null || team === shown ? [] : [`of team ${shown}, not ${team}`]),
  ];
}

/** Asks each ready question as its link does, in the day of the page, and looks for its culprits on the first page. */
async function askQuestions(plan: WorldPlan, culprits: readonly Culprit[], verdict: Verdict): Promise<void> {
  const to = plan.calmUntil + restlessMs;
  const window = { team: 'all', from: to - dayMs, to };
  const keyOfRow = keysFor(culprits);
  for (const { ask, rules } of readyQuestions) {
    const filter = parseDetectionFilter({ rule: rules });
    const { rows, next } = await listDetections(all, { ...window, filter, limit: pageOf, cursor: null });
    const shown = new Set(rows.map(keyOfRow));
    const wanted = culprits.filter(({ crime, at }) => rules.some((rule) => rule === crime) && at >= window.from);
    verdict.rows[ask] = next === null ? rows.length : pageOf;
    if (wanted.length === 0) verdict.faults['rules with nothing to find'].push(ask);
    for (const one of wanted.filter((each) => !shown.has(keyOf(each))))
      verdict.faults['questions that miss a culprit'].push(`${ask}: ${toldCulprit(one)}`);
  }
}

async function judgeTeams(culprits: readonly Culprit[], ask: DetectionAsk, faults: Faults): Promise<void> {
  const keyOfRow = keysFor(culprits);
  for (const one of culprits) {
    if (one.team === null) continue;
    const filter = parseDetectionFilter({ rule: [one.crime] });
    const own = { ...ask, filter, team: one.team, from: one.at - burst.withinMs, to: one.at + burst.withinMs };
    const { rows } = await listDetections(teamsScope([one.team]), { ...own, limit: pageOf, cursor: null });
    if (!rows.some((row) => keyOfRow(row) === keyOf(one)))
      faults['detections that name somebody, a resource or a team wrongly'].push(`${toldCulprit(one)}: not shown to ${one.team}`);
  }
}

/** Each culprit is found once, by its rule, and nobody else is. */
async function judgeDetections(plan: WorldPlan, { culprits }: Truth, verdict: Verdict): Promise<void> {
  const { faults } = verdict;
  const to = plan.calmUntil + restlessMs;
  const ask = { team: 'all', from: plan.calmUntil - plan.quietMs - plan.pastMs, to, filter: parseDetectionFilter({}) };
  const rows = await everyDetection(ask);
  const keyOfRow = keysFor(culprits);
  const byKey = Map.groupBy(rows, keyOfRow);
  for (const rule of ruleIds) {
    const wanted = culprits.filter(({ crime }) => crime === rule);
    verdict.rules[rule] = { culprits: wanted.length, found: wanted.filter((one) => byKey.has(keyOf(one))).length };
    if (wanted.length === 0) faults['rules with nothing to find'].push(rule);
  }
  for (const one of culprits) {
    const found = byKey.get(keyOf(one)) ?? [];
    if (found.length === 0) faults['culprits that no detection found'].push(toldCulprit(one));
    if (found.length > 1) faults['detections found more than once'].push(toldCulprit(one));
    for (const wrong of found.flatMap((row) => wrongIn(row, one)))
      faults['detections that name somebody, a resource or a team wrongly'].push(`${toldCulprit(one)}: ${wrong}`);
  }
  const wanted = new Set(culprits.map(keyOf));
  const alarms = rows.filter((row) => isAlarm(row) && !wanted.has(keyOfRow(row)));
  faults['false alarms in quiet weeks'].push(...alarms.filter(({ at }) => at < plan.calmUntil).map(told));
  faults['false alarms in the restless day'].push(...alarms.filter(({ at }) => at >= plan.calmUntil).map(told));
  await judgeTeams(culprits, ask, faults);
}

const asked = (from: number, to: number) => ({ team: 'all', now: to, from, to });

/** Nothing is unexplained that happened in the quiet weeks; to be asked when they have just ended. */
export async function judgeQuiet({ calmUntil, quietMs }: WorldPlan, verdict: Verdict): Promise<void> {
  const changes = await listUnexplainedChanges(all, asked(calmUntil - quietMs, calmUntil));
  const events = await listUnconfirmedEvents(all, asked(calmUntil - quietMs, calmUntil));
  verdict.compared = { quietChanges: changes.checked, quietEvents: events.checked };
  verdict.faults['unexplained in quiet weeks'].push(
    ...changes.rows
      .filter(({ isAwaited }) => !isAwaited)
      .map(({ what, kind, name, at }) => `${what} ${kind} ${name} ${new Date(at).toISOString()}`),
    ...events.rows.map(
      ({ eventName, name, at, causes }) => `${eventName} ${name} ${new Date(at).toISOString()} ${causes.join()}`,
    ),
  );
}

/** A look sees a change within so long after it was made. */
const seenWithinMs = lookEveryMs + 5 * minuteMs;
/** Asked for in vain: root access to a notebook that has it. */
const inVain = 'notebook_opened_up';

/** Where the inventory looks often, what no event tells of is found, and events that nothing came of, and nothing else is. */
async function judgeUnexplained(plan: WorldPlan, truth: Truth, { faults }: Verdict): Promise<void> {
  const [from, now] = [plan.calmUntil, endOf(plan)];
  const changes = await listUnexplainedChanges(all, asked(from, now));
  const events = await listUnconfirmedEvents(all, asked(from, now));
  const missing = faults['changes without an event that were not found'];
  const open = changes.rows.filter((one) => !one.isAwaited && isAt(one, prodEu));
  const isDropped = ({ kind, name }: (typeof open)[number]): boolean => kind === 'processing_job' && name === truth.dropped;
  const ofNotebook = (one: (typeof open)[number], { name, at }: Truth['unlogged'][number]): boolean =>
    one.kind === 'notebook_instance' && one.name === name && one.at >= at && one.at <= at + seenWithinMs;
  if (!open.some(isDropped)) missing.push(`the dropped event of ${truth.dropped}`);
  for (const one of truth.unlogged.filter(({ at }) => at + seenWithinMs + hourMs < now))
    if (!open.some((change) => ofNotebook(change, one))) missing.push(`${one.name} ${new Date(one.at).toISOString()}`);
  const vain = truth.culprits.filter(({ crime }) => crime === inVain);
  const listed = new Set(events.rows.map(({ account, eventId }) => `${account} ${eventId}`));
  for (const one of vain.filter(({ account, eventId }) => !listed.has(`${account} ${eventId}`)))
    missing.push(`nothing came of ${toldCulprit(one)}`);
  const everVain = [...vain, ...truth.later.filter(({ crime }) => crime === inVain)];
  const isVain = ({ account, eventId }: (typeof events.rows)[number]): boolean =>
    everVain.some((one) => one.account === account && one.eventId === eventId);
  faults['changes wrongly unexplained'].push(
    ...open
      .filter((change) => !isDropped(change) && !truth.unlogged.some((one) => ofNotebook(change, one)))
      .map(({ what, kind, name, at }) => `${what} ${kind} ${name} ${new Date(at).toISOString()}`),
    ...events.rows
      .filter((one) => isAt({ account: one.owner, region: one.region }, prodEu) && !isVain(one))
      .map(({ eventName, name, at, causes }) => `${eventName} ${name} ${new Date(at).toISOString()} ${causes.join()}`),
  );
}

export const newVerdict = (): Verdict => ({
  faults: noFaults(),
  rules: {},
  rows: {},
  compared: { quietChanges: 0, quietEvents: 0 },
});

/** Holds what the product tells of a world against what the demo knows of it. */
export async function judgeWorld(plan: WorldPlan, truth: Truth, verdict: Verdict): Promise<Verdict> {
  await judgeDetections(plan, truth, verdict);
  await askQuestions(plan, truth.culprits, verdict);
  await judgeUnexplained(plan, truth, verdict);
  return verdict;
}

export const faultCount = ({ faults }: Verdict): number => Object.values(faults).reduce((sum, list) => sum + list.length, 0);
