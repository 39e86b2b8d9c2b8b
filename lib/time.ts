/** Milliseconds since the epoch, and how fast they pass. Everything that asks for the time is handed one of these. */
export type Clock = {
  now(): number;
  readonly speed: number;
  /** How fast quotas refill, as a multiple of wall time, where that is not the clock's own speed: a stopped one would never refill them. */
  readonly pace?: number;
  /** Milliseconds that passed on this machine since some moment, whatever its clock was set to meanwhile; those of the system unless told. */
  elapsed?(): number;
};

export const elapsedOn = (clock: Clock): number => clock.elapsed?.() ?? performance.now();

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const systemClock: Clock = { now: () => Date.now(), speed: 1 };

export const fixedClock = (at: number, pace = 1): Clock => ({ now: () => at, speed: 0, pace });

/** A clock that read `start` when the wall clock read `wallStart`, and since then runs `speed` times as fast. */
const shiftedClock = (start: number, wallStart: number, speed: number): Clock => ({
  now: () => Math.round(start + (Date.now() - wallStart) * speed),
  speed,
});

/**
 * The clock of the demo account, shared by every process through TRAILWATCH_DEMO_CLOCK:
 * `fixed:2026-11-19T07:42:00Z` (x20: quotas refill so many times as fast), or `from:2026-11-19T07:42:00Z@<wall time> x60`.
 * Without the variable, or without the demo account, time is the system's.
 * @throws RangeError when the text is neither form
 */
export function clockFrom(environment: Record<string, string | undefined>): Clock {
  const text = environment.TRAILWATCH_DEMO === '1' ? environment.TRAILWATCH_DEMO_CLOCK : undefined;
  if (!text) return systemClock;
  const match = /^(fixed|from):([^@\s]+)(?:@(\S+))?(?:\s+x(\d+(?:\.\d+)?))?$/.exec(text);
  const start = Date.parse(match?.[2] ?? '');
  if (!match || Number.isNaN(start)) {
    throw new RangeError(
      `TRAILWATCH_DEMO_CLOCK=${JSON.stringify(text)}: expected fixed:<ISO time>, with x<pace> or without, or from:<ISO time>@<ISO wall time> x<speed>`,
    );
  }
  if (match[1] === 'fixed') return fixedClock(start, Number(match[4] ?? 1));
  const wallStart = match[3] ? Date.parse(match[3]) : Date.now();
  return shiftedClock(start, wallStart, Number(match[4] ?? 1));
}

/** The start of the period that holds `at`; both in epoch milliseconds. */
export const floorTo = (at: number, periodMs: number): number => Math.floor(at / periodMs) * periodMs;
