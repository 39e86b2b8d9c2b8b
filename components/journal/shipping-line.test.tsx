import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { JournalShipping } from '#lib/queries/journal-shipping.ts';
import { ShippingLine } from './shipping-line.tsx';

const now = Date.parse('2026-11-19T07:42:00Z');
const sent = { to: 'logs.example:6514', sentUpTo: 1200, lastRow: 1200, oldestUnsentAt: null, problem: null, problemSince: null };
const said = (more: Partial<JournalShipping>): string =>
  renderToStaticMarkup(<ShippingLine shipping={{ ...sent, ...more }} now={now} />)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

test.each([
  ['all of it', {}, 'log server sent to logs.example:6514 up to row 1 200'],
  ['a problem that is over', { problem: 'x' }, 'log server sent to logs.example:6514 up to row 1 200'],
  [
    'a row of this moment',
    { lastRow: 1201, oldestUnsentAt: now - 2000 },
    'log server sent to logs.example:6514 up to row 1 200, 1 row and 2 s behind',
  ],
  [
    'a receiver that is away',
    { lastRow: 1260, oldestUnsentAt: now - 12 * 60_000, problem: 'logs.example:6514: nobody listens there' },
    'log server behind sent to logs.example:6514 up to row 1 200, 60 rows and 12 min behind logs.example:6514: nobody listens there',
  ],
  [
    'nothing',
    { sentUpTo: 0, lastRow: 3, oldestUnsentAt: now - 300_000 },
    'log server behind nothing was sent to logs.example:6514 yet, 3 rows and 5 min behind',
  ],
])('%s', (_, more, line) => {
  expect(said(more)).toBe(line);
});
