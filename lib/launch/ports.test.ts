import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseWebPort } from './ports.ts';

const holder = createServer();
let held = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  held = (holder.address() as AddressInfo).port;
});
afterAll(() => {
  holder.close();
});

test('a taken port is passed over where nobody else knows it', async () => {
  const { port, taken } = await chooseWebPort({ wanted: held, addresses: ['127.0.0.1', '::1'], isFixed: false });
  expect(port).toBeGreaterThan(held);
  expect(taken[0]).toBe(held);
});

test.each([['127.0.0.1'], ['0.0.0.0'], ['::']])('on %s, where others know it, a taken port ends the start', async (address) => {
  await expect(chooseWebPort({ wanted: held, addresses: [address], isFixed: true })).rejects.toThrow(
    `port ${held} is taken on ${address}`,
  );
});
