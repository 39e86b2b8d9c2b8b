import fc from 'fast-check';
import { expect, test } from 'vitest';
import { genesis, hashOf } from './hash.ts';
import type { JournalBody } from './row.ts';

const text = fc.oneof(fc.constant(null), fc.string({ unit: 'binary' }), fc.constantFrom('', 'null', '","', 'a', 'b'));
const body: fc.Arbitrary<JournalBody> = fc.record({
  at: fc.integer(),
  actorKind: fc.constant('person'),
  actorId: text,
  actorName: fc.string(),
  action: fc.string(),
  subjectKind: text,
  subjectId: text,
  subjectName: text,
  result: fc.constant('ok'),
  teams: fc.oneof(fc.constant(null), fc.array(fc.constantFrom('', 'a', 'b', 'a","b'))),
  ip: text,
  userAgent: text,
  requestId: text,
  before: text,
  after: text,
  reason: text,
});

// Computed with Python: json.dumps(row, separators=(',', ':'), ensure_ascii=False), SHA-256.
test('a known row has a known hash: what was written years ago must verify with the code of today', () => {
  const row = {
    ...{ seq: 7, at: 1795060812000, actorKind: 'person', actorId: 'p1', actorName: 'Ada', action: 'person.role' },
    ...{ subjectKind: 'person', subjectId: 'p2', subjectName: null, result: 'ok', teams: ['search'], ip: null, userAgent: null },
    ...{ requestId: null, before: '{"role":"member"}', after: '{"role":"auditor"}', reason: 'é "\\ \n' },
  };
  expect(hashOf(row, genesis)).toBe('9422ea521732b684a02c7fd95a3ed4a409b1c7edafc2ff2587347275207bc626');
});

test('two rows have one hash only when they are one', () => {
  fc.assert(
    fc.property(body, body, (a, b) => {
      const isSame = JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted());
      expect(hashOf({ ...a, seq: 1 }, genesis) === hashOf({ ...b, seq: 1 }, genesis)).toBe(isSame);
      expect(hashOf({ ...a, seq: 1 }, genesis)).not.toBe(hashOf({ ...a, seq: 2 }, genesis));
    }),
  );
});

test('a field cannot run into the next', () => {
  fc.assert(
    fc.property(body, fc.string({ minLength: 1 }), (row, moved) => {
      const one = { ...row, seq: 1, ip: `${row.ip ?? ''}${moved}`, userAgent: 'x' };
      const other = { ...row, seq: 1, ip: row.ip ?? '', userAgent: `${moved}x` };
      expect(hashOf(one, genesis)).not.toBe(hashOf(other, genesis));
    }),
  );
});
