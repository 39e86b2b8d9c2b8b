import { beforeAll, describe, expect, test } from 'vitest';
import { dayMs } from '#lib/time.ts';
import { compose } from '../../scenario/compose.ts';
import { prodEu, researchEu } from '../../scenario/floor/setting.ts';
import type { Place } from '../../scenario/types.ts';
import { TrailSpoils } from '../../trail-spoils.ts';
import { blockMs, eventsOfBlock } from './delivery.ts';
import { type LogFile, LogFiles } from './log-files.ts';
import { type Trail, trails } from './trails.ts';

const scenario = compose({ seed: 'files', scale: { endpoints: 12 } });
const [from, to] = [Date.parse('2026-11-18T00:00:00Z'), Date.parse('2026-11-19T00:00:00Z')];
const trailOf = (name: string): Trail => trails.find((trail) => trail.name === name) ?? expect.fail(name);
const organization = trailOf('organization-trail');
const research = trailOf('research-audit');
const idsOf = (files: readonly LogFile[]): string[] => files.flatMap(({ records }) => records.map(({ eventID }) => eventID));

/** Of the day, as Event history has them. */
const happened = (place: Place): string[] =>
  Array.from({ length: dayMs / blockMs }, (_, index) => eventsOfBlock(scenario, place, from / blockMs + index))
    .flat()
    .map(({ eventID }) => eventID);

const delivered = (trail: Trail, place: Place, text = ''): LogFile[] =>
  new LogFiles(scenario, new TrailSpoils(text)).delivered(trail, place, from, to + blockMs);

describe('log files of a day', () => {
  let files: readonly LogFile[];
  beforeAll(() => {
    files = delivered(organization, prodEu);
  });

  test.each([
    ['the organization’s trail', organization, prodEu],
    ['a single account’s trail', research, researchEu],
  ])('hold each event once: %s', (_, trail, place) => {
    const ids = idsOf(delivered(trail, place));
    const wanted = happened(place);
    expect(wanted.length).toBeGreaterThan(150);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(wanted).difference(new Set(ids))).toEqual(new Set());
  });

  test('two trails deliver the same records into files of their own', () => {
    const [first, second] = [delivered(organization, researchEu), delivered(research, researchEu)];
    expect(new Set(idsOf(second)).intersection(new Set(idsOf(first))).size).toBeGreaterThan(150);
    expect(new Set(first.map(({ key }) => key)).isDisjointFrom(new Set(second.map(({ key }) => key)))).toBe(true);
    expect(second[0]?.key).toMatch(/^research\/AWSLogs\/444455556666\/CloudTrail\/eu-west-1\/2026\/11\/18\/444455556666_/);
  });

  test('are named by account, Region and the minute of their delivery', () => {
    for (const { key, round } of files) {
      const [, day, minute] =
        /^AWSLogs\/o-trailwatch1\/111122223333\/CloudTrail\/eu-west-1\/(\d{4}\/\d\d\/\d\d)\/111122223333_CloudTrail_eu-west-1_(\d{8}T\d{4}Z)_[A-Za-z0-9]{16}\.json\.gz$/.exec(
          key,
        ) ?? [];
      const iso = new Date(round).toISOString();
      expect([day?.replaceAll('/', '-'), minute]).toEqual([iso.slice(0, 10), `${iso.slice(0, 16).replace(/[-:]/g, '')}Z`]);
    }
    expect(new Set(files.map(({ key }) => key)).size).toBe(files.length);
  });

  test('come within ten minutes, several events together, in no order of time', () => {
    const lags = files.flatMap(({ round, records }) => records.map(({ eventTime }) => (round - Date.parse(eventTime)) / 1000));
    expect(Math.min(...lags)).toBeGreaterThan(25);
    expect(Math.max(...lags)).toBeLessThan(608);
    const times = files.map(({ records }) => records.map(({ eventTime }) => eventTime));
    expect(times.filter((one) => one.join() !== one.toSorted().join()).length).toBeGreaterThan(files.length / 10);
  });

  test('are found by the second of their delivery, not by their minute', () => {
    const all = new LogFiles(scenario, new TrailSpoils());
    const found = (since: number, until: number) => all.delivered(organization, prodEu, since, until).map(({ key }) => key);
    for (const { key, round, deliveredAt } of files.slice(0, 20)) {
      expect(found(round, deliveredAt)).not.toContain(key);
      expect(found(deliveredAt, deliveredAt + 1)).toEqual([key]);
      expect(found(deliveredAt + 1, deliveredAt + 60_000)).not.toContain(key);
    }
  });

  test('are the same of another start', () => {
    expect(delivered(organization, prodEu)).toEqual(files);
  });

  test('one that never came is missed by all', () => {
    const gone = files[3]?.key ?? '';
    const rest = delivered(organization, prodEu, `undelivered=${gone}`).map(({ key }) => key);
    expect(rest).toEqual(files.map(({ key }) => key).filter((key) => key !== gone));
  });

  test('an event that was dropped is in none', () => {
    const namesIn = (found: readonly LogFile[]) =>
      new Set(found.flatMap(({ records }) => records.map(({ eventName }) => eventName)));
    const rest = namesIn(delivered(organization, prodEu, 'dropped=CreateTrainingJob *'));
    expect([...namesIn(files)].filter((name) => !rest.has(name))).toEqual(['CreateTrainingJob']);
  });
});

test('a trail that is stopped logs nothing, and who stopped it stands in its own account', () => {
  const stopped = 'stopped=2026-11-18T10:00:00Z/2026-11-18T13:00:00Z';
  const times = delivered(organization, prodEu, stopped).flatMap(({ records }) => records.map(({ eventTime }) => eventTime));
  expect(times.filter((time) => time >= '2026-11-18T10:00:00Z' && time < '2026-11-18T13:00:00Z')).toEqual([]);
  expect(times.filter((time) => time >= '2026-11-18T13:00:00Z').length).toBeGreaterThan(50);
  // The other trail goes on.
  expect(idsOf(delivered(research, researchEu, stopped)).length).toBe(idsOf(delivered(research, researchEu)).length);
  const home = { account: organization.account, region: organization.homeRegion };
  const switches = delivered(organization, home, stopped).flatMap(({ records }) => records);
  expect(switches.map(({ eventName, eventTime }) => [eventName, eventTime])).toEqual([
    ['StopLogging', '2026-11-18T09:59:59Z'],
    ['StartLogging', '2026-11-18T13:00:00Z'],
  ]);
});

test.each(['lost=x', 'altered=', 'altered', 'stopped=noon/night', 'stopped=2026-11-18T10:00:00Z/2026-11-18T10:05:00Z'])(
  'a spoil %j is refused',
  (text) => {
    expect(() => new TrailSpoils(text)).toThrow(RangeError);
  },
);
