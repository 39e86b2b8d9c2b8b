import { describe, expect, test } from 'vitest';
import { trailArn, trails } from '../../services/cloudtrail/trails.ts';
import type { TrailRecord } from '../types.ts';
import { cluster, nodesAt } from './hyperpod.ts';
import { floorIncidents } from './incidents.ts';
import { isOver, jobStatus } from './job.ts';
import { jobNamed, jobsAlive, jobsCreated } from './jobs.ts';
import { eventsOf, humanLabeled, labelCounters, labelingJobsAlive } from './labeling-job.ts';
import { activityGroup } from './labeling-logs.ts';
import { floor } from './part.ts';
import { places, prodEu, researchUs } from './setting.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.parse('2026-11-19T07:42:10Z');
const seed = 'floor';
const part = floor({ seed, scale: { endpoints: 40 } });
const kinds = ['training', 'processing', 'transform', 'compilation'] as const;

describe('jobs', () => {
  test('some 300 in 48 hours, and one running at every moment', () => {
    const count = places.flatMap((place) => kinds.flatMap((kind) => jobsCreated(seed, place, kind, now - 2 * dayMs, now))).length;
    expect(count).toBeGreaterThan(270);
    expect(count).toBeLessThan(340);
    for (let at = now - 3 * dayMs; at < now; at += 17 * 60_000) {
      const running = places.flatMap((place) =>
        jobsAlive(seed, place, 'training', at, at + 1).filter((job) => jobStatus(job, at) === 'InProgress'),
      );
      expect(running.length).toBeGreaterThan(0);
    }
  });

  test('each is found again by its name alone, and no name comes twice in 455 days', () => {
    for (const place of places) {
      for (const kind of kinds) {
        const jobs = jobsCreated(seed, place, kind, now - 454 * dayMs, now);
        expect(new Set(jobs.map((job) => job.name)).size).toBe(jobs.length);
        for (const job of jobs.filter((_, index) => index % 41 === 0)) {
          expect(jobNamed(seed, place, kind, job.name, now)).toEqual(job);
        }
      }
    }
  });

  test('asking hour by hour gives what asking for the day gives', () => {
    const whole = jobsCreated(seed, prodEu, 'training', now - dayMs, now).map((job) => job.name);
    const parts = Array.from({ length: 24 }, (_, hour) => now - dayMs + hour * hourMs).flatMap((from) =>
      jobsCreated(seed, prodEu, 'training', from, from + hourMs).map((job) => job.name),
    );
    expect(parts.sort()).toEqual(whole.sort());
  });

  test('phases follow one another and end with the job', () => {
    for (const job of jobsCreated(seed, prodEu, 'training', now - 3 * dayMs, now)) {
      for (const [index, phase] of job.phases.entries()) {
        expect(phase.to).toBe(job.phases[index + 1]?.from ?? Number.POSITIVE_INFINITY);
      }
      expect(isOver(job, job.endedAt)).toBe(true);
    }
  });
});

describe('labeling', () => {
  const jobs = labelingJobsAlive(seed, prodEu, now - 6 * dayMs, now).filter((job) => job.end !== 'Failed');

  test('counters are the tasks that were submitted, and never fall', () => {
    for (const job of jobs) {
      const counted = eventsOf(job, 0, now).filter((event) => event.kind === 'submitted').length;
      expect(humanLabeled(job, now)).toBe(counted);
      let before = 0;
      for (let at = job.createdAt; at < now; at += 7 * hourMs) {
        const { TotalLabeled, FailedNonRetryableError, Unlabeled } = labelCounters(job, at);
        expect(TotalLabeled).toBeGreaterThanOrEqual(before);
        expect(TotalLabeled + FailedNonRetryableError + Unlabeled).toBe(job.family.objects);
        before = TotalLabeled;
      }
    }
  });

  test('the three sources differ a little: metrics miss some, the log writes some twice', () => {
    const from = now - 3 * dayMs;
    const truth = jobs.flatMap((job) => eventsOf(job, from, now)).filter((event) => event.kind === 'submitted').length;
    const written = (part.logLines(prodEu, activityGroup, from, now) ?? []).filter((line) =>
      line.message.includes('"TasksSubmitted"'),
    );
    const sources = part.metrics(prodEu, from, now).filter((source) => source.metricName === 'TasksSubmitted');
    let measured = 0;
    for (const source of sources) {
      for (let minute = Math.floor(from / 60_000); minute < Math.floor(now / 60_000); minute += 1) {
        measured += Number(source.datum(minute)?.counts[0] ?? 0);
      }
    }
    expect(measured / truth).toBeGreaterThan(0.93);
    expect(measured / truth).toBeLessThan(0.99);
    expect(written.length / truth).toBeGreaterThan(1);
    expect(written.length / truth).toBeLessThan(1.015);
  });
});

test('a replaced node has a new instance id, and all four health states say so', () => {
  const [incident] = floorIncidents(seed, now - dayMs, now).filter((one) => one.kind === 'node_replaced');
  if (!incident) throw new Error('no node failed');
  const ids = (at: number): string[] => nodesAt(at).map((node) => node.id);
  const [before, after] = [ids(incident.from), ids(incident.to)];
  expect(before).toContain(incident.on);
  expect(after).not.toContain(incident.on);
  expect(after.filter((id) => !before.includes(id)).length).toBe(1);
  expect(after.length).toBe(16);
  const sources = part.metrics(researchUs, incident.from, incident.to);
  const sum = (at: number): number =>
    sources
      .filter((source) => source.namespace === 'ContainerInsights' && source.dimensions.length === 1)
      .reduce((total, source) => total + Number(source.datum(Math.floor(at / 60_000))?.values[0] ?? 0), 0);
  for (let at = incident.from; at < incident.to; at += 300_000) expect(sum(at)).toBe(16);
  expect(cluster.groups[0].count + cluster.groups[1].count).toBe(16);
});

test('any 24 hours hold a whole one of each incident', () => {
  const expected = [
    ...['stalled_labeling', 'node_replaced', 'denials', 'root_login', 'reader_policy', 'hostile_text'],
    ...[
      'strange_studio',
      'borrowed_role',
      'backdoor_script',
      'silenced_trail',
      'opened_bucket',
      'opened_registry',
      'root_notebook',
      'forgotten_features',
      'unlogged_root',
    ],
    ...['spot', 'capacity', 'gpu_memory', 'memory', 'script', 'kms', 'stopped', 'too_long', 'operator'].map(
      (kind) => `job_${kind}`,
    ),
  ];
  for (let from = now - 20 * dayMs; from < now; from += 5 * hourMs) {
    const whole = floorIncidents(seed, from, from + dayMs).filter((one) => one.from >= from && one.to <= from + dayMs);
    const kindsSeen = new Set(whole.map((one) => one.kind));
    expect(expected.filter((kind) => !kindsSeen.has(kind))).toEqual([]);
  }
});

test('who stops a trail names the one that delivers into the bucket', () => {
  const [incident] = floorIncidents(seed, now - dayMs, now).filter((one) => one.kind === 'silenced_trail');
  if (!incident) throw new Error('no trail was stopped');
  const stops = part.events(prodEu, incident.from, incident.to).filter(({ eventName }) => eventName === 'StopLogging');
  const [served] = trails.filter(({ isOrganization }) => isOrganization);
  expect(incident.on).toBe(served?.name);
  expect(stops.map(({ requestParameters }) => requestParameters)).toEqual([{ name: served && trailArn(served) }]);
});

describe('series', () => {
  test.each(places.map((place) => [place.account, place.region, place] as const))(
    '%s %s: found by identity as listed',
    (_, __, place) => {
      const sources = part.metrics(place, now - 3 * hourMs, now).filter((___, index) => index % 7 === 0);
      for (const source of sources) {
        const { namespace, metricName, dimensions } = source;
        const found = part.findMetric(place, { namespace, metricName, dimensions: [...dimensions].reverse() });
        expect(found?.unit).toBe(source.unit);
        for (let minute = Math.floor(now / 60_000) - 180; minute < Math.floor(now / 60_000); minute += 1) {
          expect(found?.datum(minute)).toEqual(source.datum(minute));
        }
      }
    },
  );
});

describe('events', () => {
  const ids = (records: readonly TrailRecord[]): string[] => records.map((record) => record.eventID).sort();

  test('asking in pieces gives what asking at once gives, each event once', () => {
    for (const place of places) {
      const whole = part.events(place, now - dayMs, now);
      const pieces = Array.from({ length: 48 }, (_, index) => now - dayMs + index * 1_800_000).flatMap((from) =>
        part.events(place, from, from + 1_800_000),
      );
      expect(ids(pieces)).toEqual(ids(whole));
      expect(new Set(ids(whole)).size).toBe(whole.length);
    }
  });

  test('1,100 to 2,500 on a weekday, some without a type of identity', () => {
    const all = places.flatMap((place) => part.events(place, now - dayMs, now));
    expect(all.length).toBeGreaterThan(1100);
    expect(all.length).toBeLessThan(2500);
    expect(all.some((record) => record.userIdentity.type === undefined)).toBe(true);
    expect(all.some((record) => String(record.userAgent).includes('<script>'))).toBe(true);
  });
});
