import { expect, test } from 'vitest';
import { prometheusText } from './prometheus.ts';

test('label values cannot end their line or their quotes', () => {
  const samples = [{ labels: { a: 'x"\n\\y', b: 'ü' }, value: 1.5 }, { value: 0 }];
  expect(prometheusText([{ name: 'n', help: 'What it is', samples }])).toBe(
    '# HELP n What it is\n# TYPE n gauge\nn{a="x\\"\\n\\\\y",b="ü"} 1.5\nn 0\n',
  );
});
