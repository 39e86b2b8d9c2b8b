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

test('what comes late is a share of the data, and the fate of no request', () => {
  const plan = new FaultPlan(parseFaults('late=0.2,throttle=0.9'));
  expect(plan.late).toBe(0.2);
  expect(parseFaults('late=1,throttle=1')).toEqual({ late: 1, throttle: 1 });
});

test("latency is told in milliseconds, and changes no request's fate", () => {
  const plan = new FaultPlan(parseFaults('latency=300ms,throttle=0.1,seed=7'));
  expect(plan.latencyMs).toBe(300);
  expect(draw(plan, 100)).toEqual(draw(new FaultPlan(parseFaults('throttle=0.1,seed=7')), 100));
  plan.set({});
  expect(plan.latencyMs).toBe(0);
});

test('torn answers are partial or failed in at least one result, and keep every other', () => {
  const result = (id: string) => ({ Id: id, Timestamps: [1, 2, 3, 4], Values: [5, 6, 7, 8], StatusCode: 'Complete' });
  const whole = { MetricDataResults: ['a', 'b', 'c'].map(result), NextToken: 'more' };
  const plan = new FaultPlan(parseFaults('partial=1,seed=3'));
  const seen = new Set<string>();
  for (let call = 0; call < 40; call += 1) {
    const torn = plan.tear(whole) as typeof whole;
    expect(torn.NextToken).toBe('more');
    expect(torn.MetricDataResults.map(({ Id }) => Id)).toEqual(['a', 'b', 'c']);
    const broken = torn.MetricDataResults.filter(({ StatusCode }) => StatusCode !== 'Complete');
    expect(broken.length).toBeGreaterThan(0);
    for (const { StatusCode, Values } of broken) seen.add(`${StatusCode} ${Values.length} of 4`);
  }
  expect(seen).toEqual(new Set(['PartialData 2 of 4', 'InternalError 0 of 4']));
});

test('no plan, no faults', () => {
  expect(new Set(draw(new FaultPlan(parseFaults('')), 1000))).toEqual(new Set([undefined]));
});

test.each([
  'throttle',
  'throttle=',
  'throttle=2',
  'late=2',
  'slow=0.1',
  'seed=x',
  'throttle=0.6,error=0.6',
  'throttle=-1',
  'poison=',
  'latency=300',
  'latency=-1ms',
  'latency=61000ms',
])('%j is refused', (text) => {
  expect(() => parseFaults(text)).toThrow(RangeError);
});
