import { minuteMs } from '#lib/time.ts';
import type { OwnRule } from './own-rule.ts';
import { testRow } from './rule-tests.ts';

/** A rule as trailwatch.yaml has it. */
export type RuleSource = Record<string, unknown>;

const said = (entries: Readonly<Record<string, unknown>>): RuleSource =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null && value !== undefined));

/** A rule as somebody could have written it: parsed again it is the same. */
export function sourceOf({ id, title, severity, kind, scope, test, why, mend, runbook, clearMs }: OwnRule): RuleSource {
  return said({
    ...{ id, title, severity, kind, ...scope },
    [test.kind]: said(testRow(test.kind).said(test)),
    ...{ why, mend, runbook, clearAfter: `${clearMs / minuteMs}m` },
  });
}
