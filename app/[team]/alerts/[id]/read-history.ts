import type { TeamScope } from '#lib/auth/scope.ts';
import { listAlertDeeds, listAlertSilences } from '#lib/queries/alert-deeds.ts';
import { type AlertRecord, listAlertTransitions } from '#lib/queries/alerts.ts';
import { listAlertNotifications } from '#lib/queries/notifications.ts';

/** All that became of an alert up to a moment (epoch ms). */
export async function readHistory(scope: TeamScope, alert: AlertRecord, asked: { now: number }) {
  const [transitions, deeds, silences, notifications] = await Promise.all([
    listAlertTransitions(scope, alert, asked),
    listAlertDeeds(scope, [alert], asked),
    listAlertSilences(scope, alert, asked),
    listAlertNotifications(scope, alert, asked),
  ]);
  return { transitions, deeds, silences, notifications };
}
