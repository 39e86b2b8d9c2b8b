import type { Account } from './account.ts';
import { parseFaults } from './faults.ts';
import type { Answer, HttpRequest } from './protocol/http.ts';

/**
 * The knobs that can be turned while the account runs, unsigned since they are reached over loopback alone:
 * POST /__demo/faults and /__demo/deny with the text of the flag of that name; /__demo/revoke, /__demo/expire and /__demo/leave with account ids,
 * /__demo/skew with seconds; /__demo/trail with what befalls the trails' bucket (TrailSpoils). An empty body switches it off.
 */
export const isControl = (request: HttpRequest): boolean => request.path.startsWith('/__demo/');

export function answerControl(account: Account, request: HttpRequest): Answer {
  const knob = knobs[request.path];
  // A page of another origin can send a plain POST; it cannot add this header without asking first.
  if (!knob || request.method !== 'POST' || request.headers.origin !== undefined) return text(404, 'No such knob.');
  try {
    knob(account, request.body.toString('utf8').trim());
    return text(204, '');
  } catch (error) {
    return text(400, error instanceof Error ? error.message : String(error));
  }
}

const knobs: Readonly<Record<string, (account: Account, value: string) => void>> = {
  '/__demo/faults': (account, value) => account.faults.set(parseFaults(value)),
  '/__demo/deny': (account, value) => account.denied.set(value),
  '/__demo/revoke': (account, value) => account.knobs.revoke(value),
  '/__demo/expire': (account, value) => account.knobs.expire(value),
  '/__demo/leave': (account, value) => account.knobs.leave(value),
  '/__demo/skew': (account, value) => account.knobs.skew(value),
  '/__demo/trail': (account, value) => account.knobs.spoil(value),
};

const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(body),
});
