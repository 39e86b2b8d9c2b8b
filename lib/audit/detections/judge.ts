import type { ParsedEvent } from '../record.ts';
import { clean, type Loose, objectAt } from '../text.ts';
import { actionOf } from './attempt.ts';
import type { Found, Judged, Severity, StatelessRule } from './rule.ts';
import { type RuleId, statelessRules } from './rules.ts';

export type Finding = { rule: RuleId; severity: Severity; object: string | null; found: Found };

type Entry = readonly [RuleId, StatelessRule];

const byAction = new Map<string, Entry[]>();
for (const entry of Object.entries(statelessRules) as [RuleId, StatelessRule][]) {
  for (const action of entry[1].on) byAction.set(action, [...(byAction.get(action) ?? []), entry]);
}
const ofRoot = byAction.get('root') ?? [];

/** The rules that have anything to say of an event; of most events none has, and its record need not be read. */
export function rulesFor(event: Pick<ParsedEvent, 'eventSource' | 'eventName' | 'userType'>): readonly Entry[] {
  const named = byAction.get(actionOf(event)) ?? [];
  return event.userType === 'Root' ? [...named, ...ofRoot] : named;
}

const maxText = 300;

/** Stored beside the event, and so no longer than what says it. */
const bounded = (found: Found): Found =>
  Object.fromEntries(
    Object.entries(found).map(([key, value]) => [
      key,
      typeof value === 'string'
        ? clean(value, maxText)
        : typeof value === 'number'
          ? value
          : value.slice(0, 20).map((one) => clean(one, maxText)),
    ]),
  );

const findingOf = (rule: RuleId, severity: Severity, { found, object }: Judged): Finding => ({
  rule,
  severity,
  object: object ? clean(object) : null,
  found: bounded(found),
});

/** What the rules that need one record alone find in it. */
export function judgeRecord(event: ParsedEvent, record: Loose): Finding[] {
  const subject = { event, record, request: objectAt(record, 'requestParameters') };
  return rulesFor(event).flatMap(([id, rule]) => {
    if (event.result !== 'ok' && !(rule.isAttempt && event.result === 'denied')) return [];
    const judged = rule.judge(subject);
    // What was only tried did no harm yet.
    const severity = event.result === 'denied' ? 'medium' : (judged?.severity ?? rule.severity);
    return judged ? [findingOf(id, severity, judged)] : [];
  });
}
