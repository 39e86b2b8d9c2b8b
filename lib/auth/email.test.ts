import { expect, test } from 'vitest';
import { normalizeEmail } from './email.ts';

test.each([
  [' Ada@Example.COM ', 'ada@example.com'],
  ['ａｄａ@example.com', 'ada@example.com'],
  ['ada+ops@xn--bcher-kva.example', 'ada+ops@xn--bcher-kva.example'],
])('%j is stored as %s', (text, expected) => {
  expect(normalizeEmail(text)).toBe(expected);
});

test.each(['аda@example.com', 'ada@exаmple.com', 'ada@bücher.example', 'ad\u202ea@example.com'])(
  '%j could be mistaken for another',
  (text) => {
    expect(() => normalizeEmail(text)).toThrow('mistaken');
  },
);

test.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'a b@example.com',
  'ada@localhost',
  'a@b@c.de',
  `${'x'.repeat(65)}@example.com`,
  'a@-x.de',
  'a\0@example.com',
])('%j is no address', (text) => {
  expect(() => normalizeEmail(text)).toThrow('not an e-mail');
});
