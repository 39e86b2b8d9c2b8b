import { rollOf } from '#demo/scenario/fleet/roll.ts';
import { dayMs } from '#lib/time.ts';
import { type Cause, dueAt, fleetCauses, isOf } from './account-incidents.ts';
import { type Firing, judgeFleet } from './account-quiet.ts';

/** What was computed of a day of incidents: how many rules had to tell of one, which did not, or too late, and what fired of no incident. */
export type Computed = { due: number; missed: string[]; wrong: string[] };

const iso = (at: number): string => new Date(at).toISOString();
const alertOf = ({ at, reading: { rule, subject } }: Firing) => ({ ...subject, rule, firedAt: at });
const said = ({ at, reading }: Firing): string => `${reading.rule} ${reading.subject.name} ${reading.sentence}, ${iso(at)}`;

/** What an incident had to be told of within a window, and was not by then. */
function missedOf(cause: Cause, firings: readonly Firing[], { from, to }: { from: number; to: number }) {
  const due = cause.must.filter((must) => cause.from >= from && dueAt(must) < to);
  const own = firings.map(alertOf).filter((alert) => isOf(alert, cause));
  const missed = due.filter(
    (must) => !own.some((one) => one.rule === must.rule && one.name === must.name && one.firedAt <= dueAt(must)),
  );
  return {
    due: due.length,
    missed: missed.map((must) => `${cause.what}: ${must.rule} of ${must.name}, due ${iso(dueAt(must))}`),
  };
}

/** A day of incidents, of all endpoints at each of its minutes, as soon as each minute can be read. */
export function judgeIncidents(seed: string, from: number): Computed {
  const window = { from, to: from + dayMs };
  const { firings } = judgeFleet({ seed, isSound: false }, window);
  const causes = fleetCauses(rollOf({ endpoints: 40 }, seed).all, from - dayMs, window.to);
  const judged = causes.map((cause) => missedOf(cause, firings, window));
  return {
    due: judged.reduce((sum, { due }) => sum + due, 0),
    missed: judged.flatMap(({ missed }) => missed),
    wrong: firings.filter((firing) => !causes.some((cause) => isOf(alertOf(firing), cause))).map(said),
  };
}
