import { changeReadings } from '#lib/alerts/change-readings.ts';
import { detectionReadings } from '#lib/alerts/detection-readings.ts';
import type { Reading } from '#lib/alerts/reading.ts';
import { graceMs } from '#lib/audit/unexplained/grace.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { dayMs } from '#lib/time.ts';
import { listDetections } from './detections.ts';
import { listUnexplainedChanges } from './unexplained-changes.ts';

const severe = { rules: [], severities: ['critical', 'high'] } as const;
const mostDetections = 500;

/** What audit events of the last day show, and do not show, by what the pages of detections and unexplained changes read. `now` in epoch ms. */
export async function listEvidenceReadings(scope: TeamScope, now: number): Promise<Reading[]> {
  const [{ rows: detections }, { rows: changes }] = await Promise.all([
    listDetections(scope, { team: 'all', from: now - dayMs, to: now + 1, filter: severe, limit: mostDetections, cursor: null }),
    listUnexplainedChanges(scope, { team: 'all', now, from: now - dayMs - graceMs, to: now - graceMs + 1 }),
  ]);
  return [...detectionReadings(detections), ...changeReadings(changes)];
}
