import type { CallFailure } from '#lib/aws/call.ts';
import type { RunContext, Unit, UnitReport, Units } from './context.ts';

/** A run that other workers can take part in. */
export type SharedRun = RunContext & { units: Units };

/** A unit, and what came of it; null: nobody brought it to an end. */
type Shared<One extends Unit> = { unit: One; report: UnitReport | null };

/**
 * Has units done by whichever workers are free, and takes what came of them over into the run.
 * @param signal once it is aborted, what nobody has begun is left, and the rest waited for
 */
export async function shareUnits<One extends Unit>(
  run: SharedRun,
  units: readonly One[],
  signal: AbortSignal,
): Promise<Shared<One>[]> {
  const reports = await run.units.share(units, signal);
  run.count('units', units.length);
  for (const report of reports) {
    if (report === null) continue;
    for (const [figure, by] of Object.entries(report.counts)) run.count(figure, by);
    for (const { failure, about } of report.failures) run.fail(failure, about);
    run.aws.tally.add(report.tally);
  }
  return units.map((unit, index) => ({ unit, report: reports[index] ?? null }));
}

type Called = Pick<CallFailure, 'service' | 'operation'>;

/** What a run says of calls that it did not come to. */
export const stopped = (of: Called): CallFailure => ({
  ...{ ...of, code: 'Stopped', word: 'late', requestId: null, isGone: false },
  message: 'The worker was asked to stop before it came to this.',
});

/** What a run says of a unit that no worker brought to an end. */
export const undone = (of: Called): CallFailure => ({
  ...stopped(of),
  code: 'NotTaken',
  message: 'No worker brought this to an end: those that took it failed at it, died, or lost their database.',
});
