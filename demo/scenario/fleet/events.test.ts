import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, minuteMs } from '#lib/time.ts';
import { incidentsBetween, phaseAt } from '../incidents.ts';
import type { CallContext, Place } from '../types.ts';
import { fleet } from './part.ts';
import { places } from './row.ts';

const part = fleet({ seed: 'test', scale: { endpoints: 40 } });
const now = Date.parse('2026-11-19T07:42:00Z');
const instants = fc.integer({ min: now - 80 * dayMs, max: now });
const place = fc.constantFrom(...places);
const spans = fc.integer({ min: 1, max: 12 * 60 });

const about = (at: Place, from: number, to: number, endpoint: string) =>
  part.events(at, from, to).filter(({ requestParameters }) => requestParameters?.endpointName === endpoint);

describe('audit records of the fleet', () => {
  test('an interval holds what its parts hold, in any cut', () => {
    fc.assert(
      fc.property(place, instants, spans, spans, (at, from, first, second) => {
        const [middle, to] = [from + first * minuteMs, from + (first + second) * minuteMs];
        const ids = (a: number, b: number) => part.events(at, a, b).map(({ eventID }) => eventID);
        expect([...ids(from, middle), ...ids(middle, to)].sort()).toEqual(ids(from, to).sort());
        for (const { eventTime } of part.events(at, from, to)) {
          expect(Date.parse(eventTime)).toBeGreaterThan(from - 1000);
          expect(Date.parse(eventTime)).toBeLessThan(to);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('no two events share an id in 40 days', () => {
    for (const at of places) {
      const ids = part.events(at, now - 40 * dayMs, now).map(({ eventID }) => eventID);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('every configuration and model that can be described was made by somebody', () => {
    for (const at of places) {
      const context = { ...at, now, scenario: { parts: [part] } } as unknown as CallContext;
      const listed = (operation: string, member: string) => {
        const input = { MaxResults: 100, SortBy: 'CreationTime' };
        return part.operations[operation]?.(input, context)[member] as {
          CreationTime: number;
          EndpointConfigName?: string;
          ModelName?: string;
        }[];
      };
      const rows = [...listed('sagemaker.ListEndpointConfigs', 'EndpointConfigs'), ...listed('sagemaker.ListModels', 'Models')];
      for (const { CreationTime, EndpointConfigName, ModelName } of rows) {
        const made = part.events(at, CreationTime * 1000 - 5000, CreationTime * 1000 + 5000);
        const names = made.map(({ requestParameters }) => requestParameters?.endpointConfigName ?? requestParameters?.modelName);
        expect(names, EndpointConfigName ?? ModelName).toContain(EndpointConfigName ?? ModelName);
      }
    }
  });

  test('incidents leave the traces that explain them', () => {
    for (const one of incidentsBetween(undefined, now - 2 * dayMs, now - dayMs)) {
      const events = about(one, one.from - 5 * minuteMs, one.to + minuteMs, one.endpoint);
      const names = events.map(({ eventName, userIdentity }) => `${eventName} ${String(userIdentity.arn).split('/').at(-1)}`);
      const near = (phase: string, name: string) =>
        events.some(
          ({ eventName, eventTime }) => eventName === name && Math.abs(Date.parse(eventTime) - phaseAt(one, phase)) < minuteMs,
        );
      if (one.kind === 'bad_deployment') {
        expect(near('update', 'UpdateEndpoint') && near('rollback', 'UpdateEndpoint'), one.endpoint).toBe(true);
        expect(names).toContain('UpdateEndpoint data-eng-2');
        expect(events.some(({ errorCode }) => errorCode === 'AccessDenied')).toBe(true);
      }
      if (one.kind === 'auto_rollback') expect(near('update', 'UpdateEndpoint'), one.endpoint).toBe(true);
      if (one.kind === 'traffic_shift')
        expect(names.filter((name) => name === 'UpdateEndpointWeightsAndCapacities release-1')).toHaveLength(2);
    }
  });

  test('log lines tell what the metrics count', () => {
    for (const one of incidentsBetween(undefined, now - 2 * dayMs, now - dayMs)) {
      const lines = part.logLines(one, `/aws/sagemaker/Endpoints/${one.endpoint}`, one.from, one.to) ?? [];
      const hits = lines.filter(({ message }) => / (ERROR|WARN) |container starts/.test(message));
      if (one.kind !== 'no_traffic') expect(hits.length, `${one.kind} of ${one.endpoint}`).toBeGreaterThan(0);
      for (const { at, stream } of lines) {
        expect(at >= one.from && at < one.to).toBe(true);
        expect(stream).toMatch(/^[\w-]+\/[\w-]+/);
      }
    }
    expect(part.logLines(places[0] as Place, '/aws/sagemaker/Endpoints/none', 0, now)).toBeUndefined();
  });
});
