import { expect, test } from 'vitest';
import { jsonLine, terminalLine, terminalText } from './terminal.ts';

test.each([
  ['plain: é 東 🙂', 'plain: é 東 🙂'],
  ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['\u001b[2J', '\\u001b[2J'],
  ['\u009b2J', '\\u009b2J'],
  ['\rhidden\b\u007f', '\\rhidden\\b\\u007f'],
  ['one\ntwo\tthree', 'one\\ntwo\\tthree'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['\u2028\u0000', '\\u2028\\u0000'],
])('%j is written as %s', (text, expected) => {
  expect(terminalLine(text)).toBe(expected);
});

test('text of several lines keeps them, and nothing else', () => {
  expect(terminalText('trailwatch.yaml:1:1 bad\n\u001b[31mred\r')).toBe('trailwatch.yaml:1:1 bad\n\\u001b[31mred\\r');
});

test('JSON stays the same JSON', () => {
  const value = { path: '\u001b[2J \u009b1m \u202e é\n' };
  const text = jsonLine(value);
  expect(text).toMatch(/^[ -~é\n]*$/);
  expect(JSON.parse(text)).toEqual(value);
});
