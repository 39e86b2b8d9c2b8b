import type { RuleSource } from './rule-source.ts';
import { isRuleTest, ruleTestIds, testRow } from './rule-tests.ts';

/** A rule as a form holds it: texts by their place in trailwatch.yaml (`threshold.above`), `test` for which of its tests it has. Empty says nothing. */
export type RuleDraft = Readonly<Record<string, string>>;

const texts = ['id', 'title', 'severity', 'kind', 'why', 'mend', 'runbook', 'clearAfter'] as const;
const lists = ['teams', 'accounts', 'regions', 'names'] as const;
const testFields = ruleTestIds.flatMap((kind) => testRow(kind).fields.map(({ key }) => `${kind}.${key}`));

/** Every text that a draft can hold. */
export const draftKeys: readonly string[] = [...texts, ...lists, 'test', ...testFields];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const listOf = (value: unknown): string => (Array.isArray(value) ? value.map(textOf).join(' ') : textOf(value));

/** What a form shows of a rule, also of one that this version does not take any more. */
export function draftOf(source: RuleSource): RuleDraft {
  const test = ruleTestIds.find((kind) => isRecord(source[kind])) ?? 'threshold';
  const inTest = source[test];
  return {
    ...Object.fromEntries(texts.map((key) => [key, textOf(source[key])])),
    ...Object.fromEntries(lists.map((key) => [key, listOf(source[key])])),
    ...(isRecord(inTest) && Object.fromEntries(testRow(test).fields.map(({ key }) => [`${test}.${key}`, textOf(inTest[key])]))),
    test,
  };
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

function testOf(draft: RuleDraft): RuleSource {
  const { test = '' } = draft;
  if (!isRuleTest(test)) return {};
  const entries = testRow(test).fields.flatMap(({ key, input }): [string, string | number][] => {
    const text = draft[`${test}.${key}`]?.trim() ?? '';
    if (text === '') return [];
    return [[key, input === 'number' && isNumber(text) ? Number(text) : text]];
  });
  return { [test]: Object.fromEntries(entries) };
}

/** The rule that a form says, for the parser of trailwatch.yaml to judge. Lists are parted by spaces or commas. */
export function draftSource(draft: RuleDraft): RuleSource {
  const said = (key: string): string => draft[key]?.trim() ?? '';
  return {
    ...Object.fromEntries(texts.flatMap((key) => (said(key) === '' ? [] : [[key, said(key)]]))),
    ...Object.fromEntries(
      lists.flatMap((key) => {
        const all = said(key)
          .split(/[\s,]+/)
          .filter((one) => one !== '');
        return all.length === 0 ? [] : [[key, all]];
      }),
    ),
    ...testOf(draft),
  };
}
