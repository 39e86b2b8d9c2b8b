import type { Caller } from '#lib/auth/caller.ts';
import { clientOf } from '#lib/http/client.ts';
import { shared } from '#lib/process.ts';
import { minuteMs } from '#lib/time.ts';
import { trace } from './trace.ts';

type Denied = { operation: string; why: string };
type Noted = { at: number; more: number };

/** So many callers and operations are told apart; beyond, the oldest is forgotten, and costs one row more. */
const mostNoted = 10_000;
const notes = (): Map<string, Noted> => shared('denials', () => new Map<string, Noted>());

/**
 * Journals a denial: once a minute for each caller and operation, so that nobody fills the journal by asking. The next row counts those
 * between, in this process.
 */
export async function recordDenial(caller: Caller | null, request: Request, { operation, why }: Denied): Promise<void> {
  const now = Date.now();
  const key = `${caller?.key ?? clientOf(request)} ${operation}`;
  const noted = notes().get(key);
  if (noted && now - noted.at < minuteMs) {
    noted.more++;
    return;
  }
  notes().delete(key);
  notes().set(key, { at: now, more: 0 });
  const [oldest] = notes().keys();
  if (notes().size > mostNoted && oldest !== undefined) notes().delete(oldest);
  await trace(caller, request, {
    action: 'access.denied',
    subject: { kind: 'operation', id: operation },
    result: 'denied',
    reason: why,
    ...(noted && noted.more > 0 ? { after: { moreSince: noted.more } } : {}),
  });
}
