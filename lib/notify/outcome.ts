import { plain } from './message.ts';

/** What a try came to: in words without secrets; `waitMs`: how long the receiver asks to be left alone. */
export type Outcome = { isSent: boolean; answer: string; waitMs: number | null };

const mostCharacters = 200;
/** What is shorter would take half of the words with it. */
const shortest = 5;

/** A receiver may say back what it was told: what lets one in is kept out. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const hidden = secrets.filter((one) => one.length >= shortest);
  return plain(hidden.reduce((said, one) => said.replaceAll(one, '…'), text)).slice(0, mostCharacters);
}
