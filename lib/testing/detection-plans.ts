import fc from 'fast-check';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';

/** An event of a few people, networks, roles and jobs, near enough to each other that rules have something to say. */
export type Plan = {
  index: number;
  at: number;
  who: string;
  network: number;
  does: { role: number } | { opens: number; isDenied: boolean } | { fits: number; isolated: boolean; vpc: boolean };
};

const start = Date.parse('2026-10-01T00:00:00Z');
const times = fc.oneof(
  fc.integer({ min: 0, max: 28 }).map((day) => day * dayMs),
  fc.integer({ min: 0, max: 60 }).map((step) => 9 * dayMs + step * minuteMs),
  fc.integer({ min: 0, max: 30 }).map((step) => 12 * dayMs + step * 10 * minuteMs),
);
export const planned: fc.Arbitrary<Omit<Plan, 'index'>> = fc.record({
  at: times.map((offset) => start + offset),
  who: fc.constantFrom('ada', 'bob'),
  network: fc.integer({ min: 1, max: 7 }),
  does: fc.oneof(
    fc.record({ role: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      opens: fc.integer({ min: 1, max: 2 }),
      isDenied: fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, { arbitrary: fc.constant(false), weight: 1 }),
    }),
    fc.record({ fits: fc.integer({ min: 1, max: 2 }), isolated: fc.boolean(), vpc: fc.boolean() }),
  ),
});

const account = '111122223333';
const roleArn = (role: number): string => `arn:aws:iam::${account}:role/R${role}`;
/** As AWS's are, and in the order of the plans: of two events at one moment the lesser ID counts as the first. */
const idOf = ({ index }: Plan): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

export function recordOf(plan: Plan): Record<string, unknown> {
  const { does } = plan;
  const [eventName, requestParameters] =
    'role' in does
      ? ['CreateModel', { modelName: `m${plan.index}x`, executionRoleArn: roleArn(does.role) }]
      : 'opens' in does
        ? ['StartNotebookInstance', { notebookInstanceName: `lab-${does.opens}` }]
        : [
            'CreateTransformJob',
            {
              transformJobName: `fit${does.fits}-${plan.index}`,
              enableNetworkIsolation: does.isolated,
              ...(does.vpc ? { vpcConfig: { subnets: ['s'] } } : {}),
            },
          ];
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: plan.who, accountId: account },
    eventTime: new Date(plan.at).toISOString(),
    eventSource: 'sagemaker.amazonaws.com',
    eventName,
    awsRegion: 'eu-west-1',
    sourceIPAddress: `20.0.${plan.network}.${1 + (plan.index % 200)}`,
    requestParameters,
    eventID: idOf(plan),
    recipientAccountId: account,
    ...('opens' in does && does.isDenied ? { errorCode: 'AccessDeniedException' } : {}),
  };
}

const byTime = (a: Plan, b: Plan): number => a.at - b.at || (idOf(a) < idOf(b) ? -1 : 1);
const learning = 7 * dayMs;

/** The first plan of each value of a key, oldest first. */
function firstOfEach(sorted: readonly Plan[], key: (plan: Plan) => string | null): { key: string; plan: Plan }[] {
  const firsts = new Map<string, Plan>();
  for (const plan of sorted) {
    const value = key(plan);
    if (value !== null && !firsts.has(value)) firsts.set(value, plan);
  }
  return [...firsts].map(([value, plan]) => ({ key: value, plan }));
}

function newRoles(sorted: readonly Plan[]): string[] {
  const passes = sorted.filter(({ does }) => 'role' in does);
  const firsts = firstOfEach(passes, ({ who, does }) => ('role' in does ? `user:${who} ${roleArn(does.role)}` : null));
  const began = passes[0]?.at ?? 0;
  return firsts
    .filter(({ plan }) => plan.at >= began + 2 * learning)
    .map(({ key, plan }) => `role_passed_first ${idOf(plan)} ${key}`);
}

function newNetworks(sorted: readonly Plan[]): string[] {
  return ['ada', 'bob'].flatMap((who) => {
    const own = sorted.filter((plan) => plan.who === who);
    const firsts = firstOfEach(own, ({ network }) => `user:${who} 20.0.${network}.0/24`);
    return firsts
      .filter(({ plan }) => plan.at >= (own[0]?.at ?? 0) + learning)
      .filter(({ plan }) => firsts.filter((one) => one.plan.at < plan.at && one.plan.at >= plan.at - learning).length < 4)
      .map(({ key, plan }) => `unusual_network ${idOf(plan)} ${key}`);
  });
}

function bursts(sorted: readonly Plan[]): string[] {
  return ['ada', 'bob'].flatMap((who) => {
    const denials = sorted.filter((plan) => plan.who === who && 'opens' in plan.does && plan.does.isDenied);
    const within = ({ at }: Plan): number => denials.filter((one) => one.at >= at - 10 * minuteMs && one.at <= at).length;
    return denials
      .filter((plan, index) => {
        const before = denials[index - 1];
        const was = before && before.at >= plan.at - 10 * minuteMs ? within(before) : 0;
        return within(plan) >= 10 && was < 10;
      })
      .map((plan) => `denial_burst ${idOf(plan)} user:${who}`);
  });
}

/** For each success the last denial of the same before it, where no other success lies between. */
function allowedAfter(sorted: readonly Plan[]): string[] {
  const same = (a: Plan, b: Plan): boolean =>
    a.who === b.who && 'opens' in a.does && 'opens' in b.does && a.does.opens === b.does.opens;
  const isDenied = ({ does }: Plan): boolean => 'opens' in does && does.isDenied;
  return sorted.flatMap((plan, index) => {
    if (!('opens' in plan.does) || plan.does.isDenied) return [];
    const denial = sorted.findLast((one) => same(one, plan) && isDenied(one) && one.at < plan.at);
    if (!denial || plan.at - denial.at > hourMs) return [];
    const between = sorted.slice(0, index).some((one) => same(one, plan) && !isDenied(one) && one.at > denial.at);
    return between ? [] : [`denied_then_allowed ${idOf(plan)} ${idOf(denial)}`];
  });
}

function lostGuards(sorted: readonly Plan[]): string[] {
  return [1, 2].flatMap((line) => {
    const versions = sorted.flatMap((plan) => ('fits' in plan.does && plan.does.fits === line ? [{ plan, ...plan.does }] : []));
    return versions.flatMap(({ plan, isolated, vpc }, index) => {
      const before = versions[index - 1];
      return [
        ...(before?.isolated && !isolated ? [`network_isolation_removed ${idOf(plan)}`] : []),
        ...(before?.vpc && !vpc ? [`vpc_removed ${idOf(plan)}`] : []),
      ];
    });
  });
}

/** What every rule must find in these events, computed from all of them at once. */
export function expectedOf(plans: readonly Plan[]): string[] {
  const sorted = plans.toSorted(byTime);
  return [
    ...newRoles(sorted),
    ...newNetworks(sorted),
    ...bursts(sorted),
    ...allowedAfter(sorted),
    ...lostGuards(sorted),
  ].toSorted();
}
