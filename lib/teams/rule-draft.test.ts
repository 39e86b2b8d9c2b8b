import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '#lib/config.ts';
import { parseRuleDraft, ruleYaml } from './rule-draft.ts';

const form = (fields: Partial<Record<'match' | 'kind' | 'name' | 'give' | 'place', string>>) =>
  parseRuleDraft({ match: 'resource', kind: '', name: '', give: '', place: 'last', ...fields });

test.each([
  ['nothing', {}, null],
  [
    'a kind and a name',
    { kind: 'endpoint', name: 'a-*', give: 'a' },
    { rule: { team: 'a', match: { kind: 'endpoint', name: 'a-*' } }, isFirst: false },
  ],
  [
    'a role, first',
    { match: 'role', name: 'x*', give: 'a', place: 'first' },
    { rule: { team: 'a', match: { role: 'x*' } }, isFirst: true },
  ],
])('%s is read', (_, fields, expected) => expect(form(fields)).toEqual(expected));

test.each([
  [{ kind: 'endpoint' }, 'A team is written'],
  [{ kind: 'endpoint', give: 'all' }, 'A team is written'],
  [{ kind: 'nonsense', give: 'a' }, 'no kind nonsense'],
  [{ match: 'user', give: 'a' }, 'needs its name'],
  [{ give: 'a' }, 'a kind, a name or both'],
])('%j says what is missing', (fields, words) => expect(form(fields)).toContain(words));

test.each(['a-*', 'we"ird: }', "it's #1", 'a\nb', '*'])('the line for %j is configuration that reads back', (name) => {
  const rule = { team: 'a', match: { kind: 'endpoint', name } };
  const line = ruleYaml(rule);
  expect(parse(line)).toEqual([rule]);
  expect(parseConfig(`teams:\n  rules:\n    ${line}`, 'x').teams.rules).toEqual([rule]);
});
