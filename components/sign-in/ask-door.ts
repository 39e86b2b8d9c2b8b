/** What a door answered: its body, or why it stays shut, in a sentence for the reader. */
export type DoorAnswer = { ok: true; body: Record<string, unknown> } | { ok: false; why: string };

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const sentence = (body: Record<string, unknown>, status: number): string => {
  const words = [body.detail, body.mend].filter((one) => typeof one === 'string').join(' ');
  return words || `The server answered ${status}. Try again; its log says more.`;
};

/** Posts to /api/auth/<name>. Never throws. */
export async function askDoor(name: string, body: object): Promise<DoorAnswer> {
  try {
    const response = await fetch(`/api/auth/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = recordOf(await response.json().catch(() => null));
    return response.ok ? { ok: true, body: answer } : { ok: false, why: sentence(answer, response.status) };
  } catch {
    return { ok: false, why: 'The server could not be reached. Try again.' };
  }
}
