import { expect, test } from 'vitest';
import { tracksOf } from './child-tracks.ts';

test('what ran beside others has a track of its own; a track that is free is taken again', () => {
  const spans = [
    { from: 0, to: 10 },
    { from: 2, to: 5 },
    { from: 5, to: 9 },
    { from: 6, to: 8 },
    { from: 10, to: 12 },
  ];
  expect(tracksOf(spans)).toEqual([0, 1, 1, 2, 0]);
});
