import { openSync, readSync } from 'node:fs';

/**
 * This process's clock, as its machine has it: what all machines' file says, with what this one is off. A file, so that the simulation moves
 * the time of every process at one stroke. To be imported before anything that reads the time.
 */
const file = openSync(process.env.FAULTS_CLOCK ?? '', 'r');
const own = 2 + Number(process.env.FAULTS_MACHINE);
const fields = new Float64Array(own + 1);

/** Its fields are float64: when the simulation began, epoch ms; milliseconds since then; by how many each machine is off. */
function read(): { begunAt: number; elapsed: number; offMs: number } {
  readSync(file, fields, 0, fields.byteLength, 0);
  const [begunAt = 0, elapsed = 0] = fields;
  return { begunAt, elapsed, offMs: fields[own] ?? 0 };
}

function now(): number {
  const { begunAt, elapsed, offMs } = read();
  return begunAt + elapsed + offMs;
}

globalThis.Date = new Proxy(Date, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

export const machineClock = { now, elapsed: (): number => read().elapsed };
