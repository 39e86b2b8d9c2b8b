import { ruleBookOf } from '#lib/alerts/rule-book.ts';
import type { Told, ToldAlert } from '../message.ts';
import { messageOf } from '../message.ts';

const began = Date.parse('2026-11-19T07:18:00Z');

const alertOf = (name: string, nth = 0): ToldAlert => ({
  ...{
    id: 41 + nth,
    rule: 'endpoint_errors',
    kind: 'endpoint',
    name,
    arn: `arn:aws:sagemaker:eu-west-1:111122223333:endpoint/${name}`,
  },
  ...{ sentence: 'answers 4.1 % of calls with 5xx, limit 1 %', figure: '4.1 %', beganAt: began },
});

export const told = (more: Partial<Told> = {}): Told => ({
  ...{ key: 'tw-111122223333-41-0-oncall-x', incident: null, step: 'fired', at: began + 24 * 60_000 },
  ...{ rule: 'endpoint_errors', account: '111122223333', region: 'eu-west-1', team: 'search' },
  ...{ total: 1, rules: 1, resources: 1, alerts: [alertOf('search-ranker-v7')], ...more },
});

export const forty = told({
  ...{ total: 40, resources: 40 },
  alerts: Array.from({ length: 10 }, (_, nth) => alertOf(`ranker-${nth}`, nth)),
});
/** What one cause does to one endpoint. */
export const twice = told({
  ...{ total: 2, rules: 2 },
  alerts: [
    alertOf('ranker'),
    { ...alertOf('ranker', 1), rule: 'endpoint_memory', sentence: 'takes 94 % of its memory', figure: '94 %' },
  ],
});

export const message = (of = told(), account = 'ml-prod') =>
  messageOf(of, {
    ...{ url: 'https://trailwatch.example', names: new Map([['111122223333', account]]) },
    book: ruleBookOf([]),
  });

/** Of what is no resource: of no account and no Region, and without an ARN. */
export const ofBudget = told({
  ...{ rule: 'collection_over_budget', account: '', region: '', team: 'unowned' },
  alerts: [
    {
      ...alertOf('monthly budget'),
      kind: 'budget',
      arn: null,
      sentence: 'is spent, $41.00 of $40.00',
      figure: '$41.00 of $40.00',
    },
  ],
});
export const collectors = told({
  ...{ rule: 'collection_failing', team: 'unowned', total: 2, resources: 2 },
  alerts: ['audit', 'metrics'].map((name, nth) => ({ ...alertOf(name, nth), kind: 'collector', arn: null })),
});

/** What no channel may obey: Slack's mentions and links, Markdown, a second line, a mark that turns the direction of writing. */
const hostile = '<!channel> & [x](https://evil.example) *b*\nSeverity: none\u202e\u0000<https://evil.example|here>';
export const hostileMessage = message(
  told({ alerts: [{ ...alertOf('n'), name: hostile, sentence: hostile, arn: hostile, figure: hostile }] }),
);
