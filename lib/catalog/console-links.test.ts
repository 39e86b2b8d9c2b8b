import { expect, test } from 'vitest';
import { eventLink } from './console-links.ts';

test.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.aws.amazon.com'],
  ['evil.example/', 'https://console.aws.amazon.com'],
  ['evil.example@x', 'https://console.aws.amazon.com'],
  ['\u202egnp.exe', 'https://console.aws.amazon.com'],
  ['', 'https://console.aws.amazon.com'],
])('a record of Region %j leads to %s', (region, origin) => {
  expect(new URL(eventLink('111122223333', region, 'e')).origin).toBe(origin);
});
