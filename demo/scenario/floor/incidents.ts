import { organizationTrail } from '../../accounts.ts';
import type { Place } from '../types.ts';
import type { Turn } from './deed.ts';
import { cluster, nodeFailure, nodesAt } from './hyperpod.ts';
import { borrowerOf, type Intrusion, intrusionTimes } from './intrusions.ts';
import type { Mishap } from './job-family.ts';
import { jobsAlive } from './jobs.ts';
import { unloggedNotebook, unloggedTimes } from './notebooks.ts';
import { occurrencesBetween, type Recurrence } from './recurrence.ts';
import { burglarOf, type SecurityIncident, securityTimes } from './security-events.ts';
import { bucketOf, places, prodEu, prodUs, researchEu, researchUs } from './setting.ts';
import { stall, stalledTeam } from './workforce.ts';

/** Something on the floor that is worth finding. `on` names what it befell. */
type FloorIncident = Place & { kind: string; on: string; from: number; to: number; what: string };

const security = (kind: SecurityIncident) => (seed: string) => securityTimes(kind, seed);
const intrusion = (kind: Intrusion) => (seed: string) => intrusionTimes(kind, seed);

const recurring: readonly {
  kind: string;
  place: Place;
  on: (one: Turn) => string;
  when: Recurrence | ((seed: string) => Recurrence);
  what: string;
}[] = [
  {
    kind: 'stalled_labeling',
    place: prodEu,
    on: () => stalledTeam,
    when: stall,
    what: 'tasks wait and nobody is active, after label-lead narrowed the allowed networks of the workforce',
  },
  {
    kind: 'node_replaced',
    place: cluster.place,
    on: ({ at }) => nodesAt(at).find((node) => node.failsAt === at)?.id ?? cluster.name,
    when: nodeFailure,
    what: 'a HyperPod node fails its deep health check and is replaced',
  },
  {
    kind: 'denials',
    place: prodEu,
    on: ({ seed }) => burglarOf(seed),
    when: security('denials'),
    what: 'a burst of AccessDenied: notebooks, then keys',
  },
  {
    kind: 'root_login',
    place: prodUs,
    on: () => 'root',
    when: security('rootLogin'),
    what: 'the root user signs in without MFA',
  },
  {
    kind: 'reader_policy',
    place: researchUs,
    on: () => 'TrailwatchReadOnly',
    when: security('readerPolicy'),
    what: "somebody changes the policy of Trailwatch's own role",
  },
  {
    kind: 'hostile_text',
    place: researchEu,
    on: () => 'data-sci-4',
    when: security('hostile'),
    what: 'a record full of markup, control characters and formulas',
  },
  {
    kind: 'strange_studio',
    place: prodEu,
    on: () => 'Studio',
    when: intrusion('strangeStudio'),
    what: 'somebody’s Studio or notebook is opened from a network that they never came from',
  },
  {
    kind: 'borrowed_role',
    place: prodEu,
    on: ({ seed }) => borrowerOf(seed),
    when: intrusion('borrowedRole'),
    what: 'a role is refused, then passed for the first time',
  },
  {
    kind: 'backdoor_script',
    place: prodEu,
    on: () => 'lifecycle script',
    when: intrusion('backdoorScript'),
    what: 'a lifecycle script fetches a program from somewhere',
  },
  {
    kind: 'silenced_trail',
    place: prodEu,
    on: () => organizationTrail.name,
    when: intrusion('silencedTrail'),
    what: 'logging is stopped, then narrowed to writes',
  },
  {
    kind: 'opened_bucket',
    place: researchEu,
    on: () => bucketOf(researchEu),
    when: intrusion('openedBucket'),
    what: 'a bucket is opened to everybody, and another deleted',
  },
  {
    kind: 'opened_registry',
    place: prodUs,
    on: () => 'repository',
    when: intrusion('openedRegistry'),
    what: 'images are opened to everybody, and a role to another account',
  },
  {
    kind: 'root_notebook',
    place: prodEu,
    on: () => 'nb-data-sci-2-g5',
    when: intrusion('rootNotebook'),
    what: 'root access to a notebook is asked for',
  },
  {
    kind: 'forgotten_features',
    place: prodUs,
    on: () => 'feature group',
    when: intrusion('forgottenFeatures'),
    what: 'a feature group is deleted with its data',
  },
  {
    kind: 'unlogged_root',
    place: prodEu,
    on: ({ seed, index }) => unloggedNotebook(seed, index),
    when: unloggedTimes,
    what: 'root access to a notebook comes and goes, and no event tells of it',
  },
];

const mishaps: Record<Mishap, string> = {
  spot: 'Spot instances are reclaimed and the training goes on from its checkpoint',
  capacity: 'the instances cannot be had',
  gpu_memory: 'a training runs out of GPU memory',
  memory: 'a container is killed for its memory',
  script: 'a script fails on its data',
  kms: 'the key was switched off',
  stopped: 'somebody stops a job',
  too_long: 'a training runs into MaxRuntimeInSeconds',
  operator: 'Neo does not know an operator',
};

/** Incidents of the floor that overlap [from, to), oldest first. */
export function floorIncidents(seed: string, from: number, to: number): FloorIncident[] {
  const known = recurring.flatMap(({ place, kind, on, when, what }) =>
    occurrencesBetween(typeof when === 'function' ? when(seed) : when, from, to).map((one) => ({
      ...{ ...place, kind, from: one.from, to: one.to, what },
      on: on({ seed, at: one.from, index: one.index }),
    })),
  );
  const jobs = places.flatMap((place) =>
    (['training', 'processing', 'transform', 'compilation'] as const).flatMap((kind) =>
      jobsAlive(seed, place, kind, from, to).flatMap((job) =>
        job.mishap
          ? [
              {
                ...place,
                kind: `job_${job.mishap}`,
                on: job.name,
                from: job.createdAt,
                to: job.endedAt,
                what: mishaps[job.mishap],
              },
            ]
          : [],
      ),
    ),
  );
  return [...known, ...jobs].sort((a, b) => a.from - b.from || (a.on < b.on ? -1 : 1));
}
