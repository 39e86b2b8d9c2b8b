import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimumCalls, packQueries, pointsPerCall, queriesPerCall } from './batches.ts';

const count = fc.integer({ min: 0, max: 5000 });

test('each query stands in one batch, in order, and no batch breaks a limit of GetMetricData', () => {
  fc.assert(
    fc.property(count, fc.integer({ min: 1, max: 30_000 }), (length, minutes) => {
      const queries = Array.from({ length }, (_, index) => index);
      const batches = packQueries(queries, minutes);
      expect(batches.flat()).toEqual(queries);
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(queriesPerCall);
        expect(batch.length * minutes).toBeLessThanOrEqual(pointsPerCall);
      }
    }),
  );
});

test('up to 201 minutes, which is every window that collectors ask for, batches are as few as there can be', () => {
  fc.assert(
    fc.property(count, fc.integer({ min: 1, max: 201 }), (length, minutes) => {
      expect(packQueries(new Array(length).fill(0), minutes).length).toBe(minimumCalls(length, minutes));
    }),
  );
});
