import { expect, test } from 'vitest';
import { FaultPlan, parseFaults } from './faults.ts';

const draw = (plan: FaultPlan, count: number) => Array.from({ length: count }, () => plan.next());

test('the same plan meets the same requests', () => {
  const rates = parseFaults('throttle=0.1,error=0.02,cut=0.01,timeout=0.005,malformed=0.005,seed=7');
  const first = draw(new FaultPlan(rates), 20_000);
  expect(draw(new FaultPlan(rates), 20_000)).toEqual(first);
  expect(draw(new FaultPlan({ ...rates, seed: 8 }), 20_000)).not.toEqual(first);
  const share = (name: string) => first.filter((fault) => fault === name).length / first.length;
  expect(share('throttle')).toBeCloseTo(0.1, 1);
  expect(share('error')).toBeCloseTo(0.02, 2);
  expect(share('cut')).toBeCloseTo(0.01, 2);
  expect(share('malformed')).toBeCloseTo(0.005, 2);
});

test('a poisonous query is told by its text, whatever the rates are', () => {
  const plan = new FaultPlan(parseFaults('poison=ModelLatency,poison500=DiskUtilization,throttle=0.1'));
  const asked =
    (metric: string, operation = 'GetMetricData') =>
    () =>
      plan.judge(operation, { MetricDataQueries: [{ MetricStat: { Metric: { MetricName: metric } } }] });
  expect(asked('ModelLatency')).toThrow(/not valid/);
  expect(asked('DiskUtilization')).toThrow(/unknown error/);
  expect(asked('Invocations')).not.toThrow();
  expect(asked('ModelLatency', 'ListMetrics')).not.toThrow();
});

test('no plan, no faults', () => {
  expect(new Set(draw(new FaultPlan(parseFaults('')), 1000))).toEqual(new Set([undefined]));
});

test.each(['throttle', 'throttle=', 'throttle=2', 'slow=0.1', 'seed=x', 'throttle=0.6,error=0.6', 'throttle=-1', 'poison='])(
  '%j is refused',
  (text) => {
    expect(() => parseFaults(text)).toThrow(RangeError);
  },
);
