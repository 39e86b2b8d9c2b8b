import { parseAlertFilter } from '#lib/alerts/filter.ts';
import { notFound } from '#lib/errors.ts';
import { type AlertDeed, listAlertDeeds, listAlertSilences } from './alert-deeds.ts';
import { type AlertRecord, getAlert, listAlerts, listAlertTransitions } from './alerts.ts';
import { type ExportRow, mostExported } from './csv.ts';
import type { ExportTable } from './exports.ts';
import { listAlertNotifications } from './notifications.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Each with its instant and who wrote it. */
const commentsOf = (deeds: readonly AlertDeed[]): string =>
  deeds.flatMap(({ at, by, said }) => (said === null ? [] : `${iso(at)} ${by}: ${said}`)).join('\n');

const exported = (row: AlertRecord, deeds: readonly AlertDeed[]): ExportRow => ({
  fired_at: iso(row.firedAt),
  began_at: iso(row.beganAt),
  ended_at: iso(row.resolvedAt),
  state: row.word,
  severity: row.facts?.severity ?? null,
  rule: row.rule,
  title: row.facts?.title ?? row.rule,
  account: row.account,
  region: row.region,
  kind: row.kind,
  name: row.name,
  arn: row.arn,
  team: row.team,
  sentence: row.sentence,
  figure: row.figure,
  came_back: row.returns,
  acknowledged_at: iso(row.acknowledgedAt),
  acknowledged_by: row.acknowledgedBy,
  snoozed_until: iso(row.snoozedUntil),
  assigned_to: row.assignee?.name ?? null,
  silenced_until: iso(row.silence?.until ?? null),
  silenced_by: row.silence?.by ?? null,
  comments: commentsOf(deeds),
  alert: row.id,
});

const alerts: ExportTable = async (scope, ask) => {
  const { rows } = await listAlerts(scope, { ...ask, filter: parseAlertFilter(ask.search), limit: mostExported });
  const deeds = Map.groupBy(await listAlertDeeds(scope, rows, ask), ({ alert }) => alert);
  return rows.map((row) => exported(row, deeds.get(row.id) ?? []));
};

const nothing = { by: null, until: null, whom: null, text: null };

/** What its page shows of the alert that `alert` in the URL names: its steps, what people did and wrote, silences, and who was told. */
const history: ExportTable = async (scope, ask) => {
  const id = String([ask.search.alert ?? ''].flat()[0]);
  if (!/^[1-9]\d{0,14}$/.test(id)) throw notFound('This alert');
  const alert = await getAlert(scope, Number(id), ask);
  const [steps, deeds, silences, told] = await Promise.all([
    listAlertTransitions(scope, alert, ask),
    listAlertDeeds(scope, [alert], ask),
    listAlertSilences(scope, alert, ask),
    listAlertNotifications(scope, alert, ask),
  ]);
  const rows = [
    ...steps.map(({ at, step, sentence, figure }) => ({
      ...{ ...nothing, at, event: step },
      text: figure === '' || sentence.includes(figure) ? sentence : `${sentence}, ${figure}`,
    })),
    ...deeds.map(({ at, deed, by, until, whom, said }) => {
      const event = until === null ? deed : 'snoozed';
      return { at, event, by, until: iso(until), whom, text: said };
    }),
    ...silences.flatMap(({ beganAt, endedAt, by, reason }) => [
      { ...nothing, at: beganAt, event: 'silenced', by, text: reason },
      ...(endedAt === null ? [] : [{ ...nothing, at: endedAt, event: 'silence_over' }]),
    ]),
    ...told.map(({ madeAt, sentAt, step, state, channel, answer }) => {
      const event = `${state === 'sent' ? 'told' : state === 'dead' ? 'not_told' : 'to_tell'}_${step}`;
      return { ...nothing, at: sentAt ?? madeAt, event, whom: channel, text: answer };
    }),
  ];
  return rows.toSorted((a, b) => a.at - b.at).map(({ at, ...row }) => ({ at: iso(at), alert: alert.id, ...row }));
};

export const alertExports = { alerts, 'alert-history': history } as const satisfies Record<string, ExportTable>;
