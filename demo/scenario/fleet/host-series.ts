import { drift, normal, subStream } from '../random.ts';
import { gauges } from './distribution.ts';
import { type HardwareType, hardware } from './hardware.ts';
import { componentHosts, type Definition, hosts, type Subject } from './series.ts';
import { componentRequests, type Situation, situationOf } from './situation.ts';
import { usesGpu } from './spec.ts';

const salt = { cpu: 60, memory: 61, disk: 62, gpu: 63, gpuMemory: 64 } as const;
type Level = (subject: Subject, now: Situation, instance: number) => number;

/** One value an instance and minute; none while the hosts are mute. */
const perInstance = (metricName: string, level: Level, unit = 'Percent'): Definition => ({
  namespace: hosts,
  metricName,
  unit,
  isTraffic: false,
  make: (subject, minute) => {
    const now = situationOf(subject.spec, subject.variant, minute);
    if (now.isMute || (subject.type && subject.type !== now.capacity.type)) return undefined;
    if (subject.instance !== undefined) {
      return subject.instance < now.capacity.running ? gauges([level(subject, now, subject.instance)]) : undefined;
    }
    return gauges(Array.from({ length: now.capacity.running }, (_, instance) => level(subject, now, instance)));
  },
});

const noisy = (subject: Subject, now: Situation, instance: number, kind: keyof typeof salt): number =>
  normal(subStream(subject.spec.stream, salt[kind] * 1000 + subject.variant * 100 + instance), now.minute);

/** Percent of all cores, 0–100: a twentieth at rest, three fifths when as busy as target tracking wants. */
const cpuShare: Level = (subject, now, instance) => {
  const onGpu = usesGpu(now.capacity.type) || now.capacity.type === 'ml.inf2.xlarge';
  const busy = 5 + (onGpu ? 16 : 56) * now.use + 1.6 * noisy(subject, now, instance, 'cpu');
  return round(Math.min(96.5 + 0.8 * noisy(subject, now, instance, 'cpu'), Math.max(0.4, busy)));
};
const gpuShare: Level = (subject, now, instance) =>
  round(Math.min(98, Math.max(0, 3 + 62 * now.use + 2.5 * noisy(subject, now, instance, 'gpu'))));
const gpuMemory: Level = (subject, now, instance) =>
  round(Math.min(97, 40 + subject.spec.memory * 0.6 + 0.5 * noisy(subject, now, instance, 'gpuMemory')));
const memory: Level = (subject, now, instance) =>
  round(Math.min(99.2, Math.max(3, now.memory + 0.4 * noisy(subject, now, instance, 'memory') + instance * 0.3)));
const disk: Level = (subject, now, instance) =>
  round(
    22 + 9 * drift(subStream(subject.spec.stream, salt.disk), now.minute / 1440) + ((now.minute / 1440) % 7) * 2 + instance * 0.2,
  );

const round = (value: number): number => Math.round(value * 1000) / 1000;
const times =
  (level: Level, what: 'vcpus' | 'gpus'): Level =>
  (subject, now, instance) =>
    round(level(subject, now, instance) * Math.max(1, hardware[now.capacity.type][what]));

export const hostSeries: readonly Definition[] = [
  perInstance('CPUUtilization', times(cpuShare, 'vcpus')),
  perInstance('MemoryUtilization', memory),
  perInstance('DiskUtilization', disk),
];
export const gpuSeries: readonly Definition[] = [
  perInstance('GPUUtilization', times(gpuShare, 'gpus')),
  perInstance('GPUMemoryUtilization', times(gpuMemory, 'gpus')),
];
export const loadedModels = perInstance(
  'LoadedModelCount',
  (subject, now, instance) => Math.round(14 + 4 * drift(subStream(subject.spec.stream, 70 + instance), now.minute / 30)),
  'None',
);

/** What the components have reserved, in percent of what the running instances have. */
const reserved =
  (part: 'cpus' | 'accelerators' | 'memoryMb'): Level =>
  ({ spec }, now) => {
    const asked = spec.components.reduce((sum, component) => sum + component[part] * component.copies, 0);
    const { vcpus, gpus } = hardware[now.capacity.type];
    const has = { cpus: vcpus, accelerators: Math.max(1, gpus), memoryMb: vcpus * 4096 }[part] * now.capacity.running;
    return round(Math.min(100, (100 * asked) / has));
  };
export const reservationSeries: readonly Definition[] = [
  perInstance('CPUUtilizationNormalized', cpuShare),
  perInstance('CPUReservation', reserved('cpus')),
  perInstance('MemoryReservation', reserved('memoryMb')),
];
export const gpuReservationSeries: readonly Definition[] = [
  perInstance('GPUUtilizationNormalized', gpuShare),
  perInstance('GPUMemoryUtilizationNormalized', gpuMemory),
  perInstance('GPUReservation', reserved('accelerators')),
];

/** A container gets its share of the instance; the last one does most. */
const ofContainer =
  (level: Level, what?: 'vcpus'): Level =>
  (subject, now, instance) => {
    const count = subject.spec.containers.length;
    const share = (subject.part + 1) / ((count * (count + 1)) / 2);
    return (what ? times(level, what) : level)(subject, now, instance) * share;
  };
export const containerHosts: readonly Definition[] = [
  perInstance('CPUUtilization', ofContainer(cpuShare, 'vcpus')),
  perInstance('MemoryUtilization', ofContainer(memory)),
];

/** One value a copy and minute, over the component's reservation; none when it has no copies. */
const perCopy = (metricName: string, level: (use: number, subject: Subject) => number): Definition => ({
  namespace: componentHosts,
  metricName,
  unit: 'Percent',
  isTraffic: false,
  make: (subject, minute) => {
    const component = subject.spec.components[subject.part];
    if (!component || component.copies === 0) return undefined;
    const use = componentRequests(subject.spec, subject.part, minute) / Math.max(1, subject.spec.rate * component.share);
    const stream = subStream(subject.spec.stream, 80 + subject.part);
    return gauges(
      Array.from({ length: component.copies }, (_, copy) =>
        round(Math.min(99, Math.max(0.5, level(use, subject) + 1.5 * normal(stream, minute * 8 + copy)))),
      ),
    );
  },
});
export const componentHostSeries = (type: HardwareType): readonly Definition[] => [
  perCopy('CPUUtilizationNormalized', (use) => 8 + 30 * use),
  perCopy('MemoryUtilizationNormalized', (_, { spec }) => spec.memory + 10),
  ...(usesGpu(type)
    ? [
        perCopy('GPUUtilizationNormalized', (use) => 4 + 75 * use),
        perCopy('GPUMemoryUtilizationNormalized', (_, { spec }) => spec.memory + 35),
      ]
    : []),
];
