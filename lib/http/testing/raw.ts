import { connect } from 'node:net';

/** Writes bytes to a port of this machine, then waits until the other side ends; gives all that it said. */
export const exchange = (port: number, bytes: string | Buffer | readonly (string | Buffer)[]): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: false });
    let said = '';
    socket.setEncoding('latin1').on('data', (text) => {
      said += text;
    });
    // A connection that is cut while we still write: what came before counts.
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
    for (const part of [bytes].flat()) socket.write(part as string | Buffer);
  });

/** The status of each answer in what a connection said. */
export const statuses = (said: string): number[] => [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, code]) => Number(code));
