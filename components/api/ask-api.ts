import type { DoorAnswer } from '#components/sign-in/ask-door.ts';

/** One operation of /api/v1, as a form or button asks for it. */
export type ApiCall = { method: 'POST' | 'PUT' | 'DELETE'; path: string };

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Asks, and gives the body or why it was refused, in a sentence for the reader. Never throws. */
export async function askApi({ method, path }: ApiCall, body: object | null): Promise<DoorAnswer> {
  try {
    const sent = body === null ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(path, { method, ...sent });
    const answer = recordOf(await response.json().catch(() => null));
    if (response.ok) return { ok: true, body: answer };
    const words = [answer.detail, answer.mend].filter((one) => typeof one === 'string').join(' ');
    return { ok: false, why: words || `The server answered ${response.status}. Try again; its log says more.` };
  } catch {
    return { ok: false, why: 'The server could not be reached. Try again.' };
  }
}
