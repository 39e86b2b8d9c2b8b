import { actionWords, principalLabel, roleBeside } from '#lib/catalog/audit-actions.ts';
import { table } from '#lib/catalog/table.ts';
import type { FieldDiff } from './configuration-diff.ts';
import { lastPart } from './text.ts';

export type SentenceInput = {
  who: string;
  through: string | null;
  eventName: string;
  result: string;
  /** What was acted on, as short as it can be said; null when the record names nothing. */
  on: string | null;
};

const attempts = table<string>({ denied: 'was refused', failed: 'failed at' });

/** "data-eng-2, through ci-deploy": the person and the role, a service by its name. */
const whoWords = (who: string, through: string | null): string => {
  const role = roleBeside(who, through);
  return role ? `${principalLabel(who)}, through ${role},` : principalLabel(who);
};

/** The event in words: "data-eng-2, through ci-deploy, updated endpoint search-ranker-v7". */
export function sentenceOf({ who, through, eventName, result, on }: SentenceInput): string {
  const subject = whoWords(who, through);
  const object = on ? ` ${on}` : '';
  const attempt = Object.hasOwn(attempts, result) ? attempts[result] : undefined;
  if (attempt) return `${subject} ${attempt} ${eventName}${object ? ` on${object}` : ''}`;
  const said = actionWords(eventName);
  return `${subject} ${object ? said : said.replace(/ (on|of|for)$/, '')}${object}`;
}

/** "moved search-ranker-v7 from ml.m5.2xlarge to ml.m5.large" where that is what changed; else null. */
export function moveWords(changes: readonly FieldDiff[]): string | null {
  const types = changes.filter(({ field, before, after }) => /InstanceType$/.test(field) && before && after);
  const [first] = types;
  return first && types.length === 1 ? `from ${first.before} to ${first.after}` : null;
}

/** What a row says it was on: a plain name before an ARN's tail. */
export function targetWords(targets: readonly string[]): string | null {
  const name = targets.find((target) => !target.startsWith('arn:'));
  if (name) return name;
  return targets[0] ? lastPart(targets[0]) || targets[0] : null;
}
