import { CloudWatchClient, DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayMs, fixedClock, hourMs } from '#lib/time.ts';
import type { AlarmSource, ScenarioPart } from '../../scenario/types.ts';
import { startAccount, type TestAccount } from '../../testing/account.ts';
import { partOfSeries } from '../../testing/series.ts';

const now = Date.parse('2026-11-19T07:42:30Z');

/** Changes its state once a day, at midnight. */
const alarm = (name: string, StateValue: string): AlarmSource => ({
  name,
  describe: () => ({ AlarmName: name, StateValue, AlarmActions: [`arn:aws:sns:eu-west-1:111122223333:${name}`] }),
  history: (from, to) =>
    Array.from({ length: 60 }, (_, day) => Math.floor(now / dayMs - day) * dayMs)
      .filter((at) => at >= from && at < to)
      .reverse()
      .map((at) => ({ at, item: { AlarmName: name, AlarmType: 'MetricAlarm', HistoryItemType: 'StateUpdate', Timestamp: at } })),
});
const alarms = Array.from({ length: 130 }, (_, i) => alarm(`a${String(i).padStart(3, '0')}`, i % 10 === 0 ? 'ALARM' : 'OK'));
const part: ScenarioPart = { ...partOfSeries([]), alarms: () => alarms.toReversed() };

let account: TestAccount;
let client: CloudWatchClient;
beforeAll(async () => {
  account = await startAccount({ parts: [part], clock: fixedClock(now) });
  client = new CloudWatchClient(account.client());
});
afterAll(() => account.close());

describe('DescribeAlarms', () => {
  const ask = (input: ConstructorParameters<typeof DescribeAlarmsCommand>[0] & object) =>
    client.send(new DescribeAlarmsCommand(input));

  test('fifty a page unless asked, a hundred at most, by name', async () => {
    const first = await ask({});
    expect(first.MetricAlarms).toHaveLength(50);
    expect(first.CompositeAlarms).toEqual([]);
    const hundred = await ask({ MaxRecords: 100 });
    const rest = await ask({ MaxRecords: 100, NextToken: hundred.NextToken });
    expect([...(hundred.MetricAlarms ?? []), ...(rest.MetricAlarms ?? [])].map((found) => found.AlarmName)).toEqual(
      alarms.map(({ name }) => name),
    );
    expect(rest.NextToken).toBeUndefined();
    await expect(ask({ MaxRecords: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(ask({ NextToken: hundred.NextToken, StateValue: 'OK' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  test.each([
    ['state', { StateValue: 'ALARM' as const }, 13],
    ['names', { AlarmNames: ['a001', 'a002', 'none'] }, 2],
    ['a prefix', { AlarmNamePrefix: 'a12' }, 10],
    ['actions', { ActionPrefix: 'arn:aws:sns:eu-west-1:111122223333:a00' }, 10],
    ['composite alarms alone', { AlarmTypes: ['CompositeAlarm' as const] }, 0],
  ])('by %s', async (_, input, count) => {
    expect((await ask(input)).MetricAlarms).toHaveLength(count);
  });

  test('names and a prefix exclude each other', async () => {
    await expect(ask({ AlarmNames: ['a'], AlarmNamePrefix: 'b' })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
  });
});

describe('DescribeAlarmHistory', () => {
  const ask = (input: ConstructorParameters<typeof DescribeAlarmHistoryCommand>[0] & object) =>
    client.send(new DescribeAlarmHistoryCommand(input));

  test('thirty days, newest first', async () => {
    const { AlarmHistoryItems: items = [] } = await ask({ AlarmName: 'a000' });
    expect(items).toHaveLength(30);
    expect(items[0]?.Timestamp?.toISOString()).toBe('2026-11-19T00:00:00.000Z');
    const { AlarmHistoryItems: ascending = [] } = await ask({ AlarmName: 'a000', ScanBy: 'TimestampAscending' });
    expect(ascending.map((item) => item.Timestamp)).toEqual(items.map((item) => item.Timestamp).reverse());
  });

  test.each([
    ['a window', { StartDate: new Date(now - 36 * hourMs), EndDate: new Date(now - 5 * hourMs) }, 2],
    ['a type', { HistoryItemType: 'Action' as const }, 0],
  ])('by %s', async (_, input, count) => {
    expect((await ask({ AlarmName: 'a000', ...input })).AlarmHistoryItems).toHaveLength(count);
  });

  test('all alarms, by pages', async () => {
    const first = await ask({ MaxRecords: 100 });
    expect(first.AlarmHistoryItems).toHaveLength(100);
    expect(first.NextToken).toBeDefined();
  });
});
