import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { configFor } from '#lib/collect/testing/collecting.ts';
import { workerFlags } from '#lib/launch/v8-flags.ts';
import { type Child, startBenchChild } from './child.ts';
import type { WorkerAsk } from './faults-worker.ts';

type Worker = Child<WorkerAsk, Record<string, never>>;
/** A machine with a worker on it, or none while it is down, and a process beside that has read its program and waits for its turn. */
type Machine = { offMs: number; worker: Worker | null; spare: Worker };

export type Machines = {
  /** Moves the time of all machines, at one stroke. */
  setTime(now: number): void;
  /** Starts a worker where there is none, or where it ended by itself, as the product does. @returns the process ids of those that were started */
  start(): Promise<number[]>;
  /** Workers that ended by themselves, whom nobody killed. */
  deaths(): number;
  setClock(machine: number, offMs: number): void;
  kill(which: 'all' | 'one'): void;
  /** Whether every machine's worker is one whose clock is off. */
  areOff(): boolean;
  /** Has the workers stand still, or go on. */
  freeze(isFrozen: boolean): void;
  stop(): void;
};

type Plan = {
  count: number;
  startAt: number;
  home: string;
  place: { account: string; region: string };
  environment: Record<string, string>;
};

export function openMachines({ count, startAt, home, place, environment }: Plan): Machines {
  const config = join(home, 'trailwatch.yaml');
  writeFileSync(config, configFor(place));
  const clockFile = join(home, 'clock');
  const clock = openSync(clockFile, 'w');
  const log = openSync(join(home, 'worker.log'), 'a');
  const write = (field: number, value: number): void => void writeSync(clock, Float64Array.of(value), 0, 8, 8 * field);
  [startAt, 0, ...Array.from({ length: count }, () => 0)].forEach((value, field) => {
    write(field, value);
  });
  const make = (machine: number): Worker =>
    startBenchChild(
      'faults-worker.ts',
      {
        ...environment,
        ...{ FAULTS_CLOCK: clockFile, FAULTS_MACHINE: String(machine) },
        ...{ TRAILWATCH_CONFIG: config, TRAILWATCH_HOME: home, TRAILWATCH_PROCESS: 'worker', LOG_LEVEL: 'info' },
      },
      { output: log, flags: workerFlags },
    );
  let deaths = 0;
  const machines: Machine[] = Array.from({ length: count }, (_, index) => ({ offMs: 0, worker: null, spare: make(index) }));

  return {
    setTime: (now) => write(1, now - startAt),
    async start() {
      const started: number[] = [];
      for (const [index, machine] of machines.entries()) {
        if (machine.worker?.isOver()) {
          deaths += 1;
          machine.worker = null;
        }
        if (machine.worker) continue;
        machine.worker = machine.spare;
        await machine.worker.ask({});
        machine.spare = make(index);
        if (machine.worker.pid !== undefined) started.push(machine.worker.pid);
      }
      return started;
    },
    deaths: () => deaths,
    setClock(index, offMs) {
      const machine = machines[index];
      if (!machine) return;
      machine.offMs = offMs;
      write(2 + index, offMs);
    },
    kill(which) {
      for (const machine of which === 'all' ? machines : machines.slice(0, 1)) {
        machine.worker?.signal('SIGKILL');
        machine.worker = null;
      }
    },
    areOff: () => machines.every(({ worker, offMs }) => worker !== null && offMs !== 0),
    freeze(isFrozen) {
      for (const { worker } of machines) worker?.signal(isFrozen ? 'SIGSTOP' : 'SIGCONT');
    },
    stop() {
      for (const { worker, spare } of machines) for (const one of [worker, spare]) one?.signal('SIGKILL');
      closeSync(clock);
      closeSync(log);
    },
  };
}
