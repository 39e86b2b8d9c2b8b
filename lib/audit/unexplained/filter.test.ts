import { expect, test } from 'vitest';
import { ofKinds, parseUnexplainedFilter, showsList } from './filter.ts';

test.each([
  [{}, [], [], true],
  [{ list: 'changes' }, ['changes'], [], false],
  [{ list: ['events', 'events', 'nonsense'], kind: 'model' }, ['events'], ['model'], true],
  [{ kind: ['model', '__proto__', 'endpoint'], list: 'toString' }, [], ['model', 'endpoint'], true],
])('%j', (search, lists, kinds, showsEvents) => {
  const filter = parseUnexplainedFilter(search);
  expect(filter).toEqual({ lists, kinds });
  expect(showsList(filter, 'events')).toBe(showsEvents);
  const rows = [{ kind: 'model' }, { kind: 'alarm' }];
  expect(ofKinds(filter, rows)).toEqual(kinds.length === 0 ? rows : [{ kind: 'model' }]);
});
