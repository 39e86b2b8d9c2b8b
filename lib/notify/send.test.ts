import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sending } from './guard.ts';
import { send } from './send.ts';

let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  if (request.url === '/endless') {
    const timer = setInterval(() => response.write('x'.repeat(1000)), 1);
    response.on('close', () => clearInterval(timer));
  } else if (request.url === '/never') request.resume();
  else
    response
      .setHeader('Location', 'http://localhost/')
      .writeHead(request.url === '/elsewhere' ? 302 : 200)
      .end('thanks');
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const usual: Sending = { allowPrivate: true, timeoutMs: 20_000 };
const post = (host: string, path = '/', sending: Partial<Sending> = {}) =>
  send({ url: `http://${host}:${port}${path}`, headers: {}, body: '{}' }, { ...usual, ...sending });

test('an answer is read as far as it matters, and no redirect is followed', async () => {
  expect(await post('127.0.0.1')).toMatchObject({ status: 200, text: 'thanks' });
  const before = asked;
  expect(await post('127.0.0.1', '/elsewhere')).toMatchObject({ status: 302, location: 'http://localhost/' });
  expect(asked).toBe(before + 1);
  expect((await post('127.0.0.1', '/endless')).text).toHaveLength(4096);
});

test('what does not answer in time is given up', async () => {
  await expect(post('127.0.0.1', '/never', { timeoutMs: 50 })).rejects.toThrow('no answer within 0.05 s');
});

test.each([
  '127.0.0.1',
  'localhost',
  '[::1]',
  '2130706433',
  '0x7f.1',
  '[::ffff:127.0.0.1]',
  '169.254.169.254',
  '[fd00:ec2::254]',
])('%s is not asked unless private ones may be', async (host) => {
  const before = asked;
  await expect(post(host, '/', { allowPrivate: false })).rejects.toThrow('it is in the private network');
  expect(asked).toBe(before);
});

test('a name is judged by what it leads to at that moment, and by all of it', async () => {
  const before = asked;
  const leadingTo =
    (...addresses: string[]): NonNullable<Sending['resolve']> =>
    (_, __, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  for (const resolve of [leadingTo('127.0.0.1'), leadingTo('93.184.216.34', '127.0.0.1'), leadingTo('::1')]) {
    await expect(post('hooks.example', '/', { allowPrivate: false, resolve })).rejects.toThrow('private network');
  }
  expect(asked).toBe(before);
  expect(await post('hooks.example', '/', { resolve: leadingTo('127.0.0.1') })).toMatchObject({ status: 200 });
  await expect(post('hooks.example', '/', { resolve: leadingTo() })).rejects.toThrow('no such name');
});
