import { isRuleTest, ruleTestIds, type TestField, testRow } from '#lib/alerts/rule-tests.ts';
import type { Choice } from './silence-fields.tsx';

export type RuleTestField = TestField;

/** What a rule can ask, as a list offers it. */
export const ruleTestChoices: readonly Choice[] = ruleTestIds.map((value) => ({ value, label: testRow(value).title }));

/** What is said and asked of a kind of test; null for none. */
export const ruleTestRow = (test: string) => (isRuleTest(test) ? testRow(test) : null);

/** The fields of a draft that name what is collected: with another kind of resource they are chosen anew. */
export const measuredKeys: readonly string[] = ruleTestIds.flatMap((kind) =>
  testRow(kind).fields.flatMap(({ key, input }) => (input === 'number' || input === 'text' ? [] : [`${kind}.${key}`])),
);
