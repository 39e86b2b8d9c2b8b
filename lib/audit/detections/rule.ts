import type { ParsedEvent } from '../record.ts';
import type { Loose } from '../text.ts';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** What a rule saw, as little as says it: it is stored beside the event and shown in words. */
export type Found = Readonly<Record<string, string | number | readonly string[]>>;

export type Subject = { event: ParsedEvent; record: Loose; request: Loose };
export type Judged = {
  found: Found;
  /** What it was about, where the record names it better than its targets. */
  object?: string | null;
  /** Where this case weighs more or less than the rule's others. */
  severity?: Severity;
};

/** Records, oldest first; the rule is asked about the last. */
export type Example = readonly Loose[];

export type Rule = {
  /** What happened, in words. */
  title: string;
  /** `info` answers a question and alarms nobody; quiet weeks hold it too. */
  severity: Severity;
  why: string;
  mend: string;
  /** What must be stored before it can say anything. */
  needs?: string;
  /** What was found, to follow the sentence of the event; empty where that says all. */
  says: (found: Found) => string;
  examples: { fires: Example; passes: Example };
};

/** A rule that one record alone is enough for. */
export type StatelessRule = Rule & {
  /** "cloudtrail.amazonaws.com:StopLogging"; "root" for all that the root user does. */
  on: readonly string[];
  /** Whether to have tried is enough; else AWS must have done it. */
  isAttempt?: true;
  judge: (subject: Subject) => Judged | null;
};

export const textOf = (found: Found, key: string): string => {
  const value = found[key];
  if (value === undefined) return '';
  return typeof value === 'object' ? value.join(', ') : String(value);
};
