import { type IncidentKind, incidentRows } from '../incidents.ts';
import { drift, subStream } from '../random.ts';
import type { Situation } from './situation.ts';
import type { EndpointSpec, VariantSpec } from './spec.ts';

type Strike = { since: number; spec: EndpointSpec; variant: VariantSpec };
/** Changes a variant's minute. `since`: whole or broken minutes since the incident began. */
type Effect = (situation: Situation, strike: Strike) => void;

/** Rises from 0 to 1 over some minutes. */
const ramp = (since: number, from: number, minutes: number): number => Math.min(1, Math.max(0, (since - from) / minutes));

export const effects: Readonly<Record<IncidentKind, Effect>> = {
  bad_deployment: (now, { since, spec }) => {
    const { shifted, recovered } = incidentRows.bad_deployment.phases;
    if (since < shifted || since >= recovered) return;
    const grown = ramp(since, shifted - 1, 4);
    now.medianUs *= 1 + 0.5 * grown;
    now.sigma += 0.17 * grown;
    now.share5xx += grown * (0.0125 + 0.003 * drift(subStream(spec.stream, 30), now.minute / 3));
    now.memory += 40 * grown;
  },
  auto_rollback: (now, { since }) => {
    const { failing, rollback } = incidentRows.auto_rollback.phases;
    if (since < failing || since >= rollback) return;
    now.share5xx += 0.25 * 0.09 * ramp(since, failing - 1, 2);
    now.sigma += 0.22;
  },
  memory_leak: (now, { since }) => {
    const { killed, restarted } = incidentRows.memory_leak.phases;
    if (since >= restarted) {
      now.memory = 31;
    } else if (since >= killed) {
      now.memory = 22;
      now.share5xx += 0.14;
      now.use *= 0.6;
    } else {
      now.memory += (98 - now.memory) * (since / killed) ** 1.15;
      const pausing = Math.max(0, now.memory - 88) / 10;
      now.medianUs *= 1 + 0.5 * pausing;
      now.sigma += 0.3 * pausing;
    }
  },
  dead_node: (now, { since }) => {
    if (since >= incidentRows.dead_node.phases.shifted) return;
    now.isMute = true;
    now.share5xx += 0.04;
    now.requests = Math.round(now.requests * 0.85);
  },
  backlog_growth: (now, { since, spec }) => {
    const { calm, drained } = incidentRows.backlog_growth.phases;
    if (since >= drained) return;
    const most = 5 * spec.rate + 200;
    now.backlog = Math.round(most * (since < calm ? since / calm : (drained - since) / (drained - calm)));
    now.oldestSeconds = Math.round(since < calm ? 60 * since * 0.8 : 60 * 0.8 * calm * ((drained - since) / (drained - calm)));
    now.use = 1.5;
    now.requests = Math.round(now.requests * 1.15);
  },
  cold_start_wave: (now, { since }) => {
    const isBurst = since % 14 < 8;
    now.requests = Math.round(now.requests * (isBurst ? 2.6 : 1.4));
    now.coldShare = isBurst ? 0.22 : 0.12;
    now.share5xx += isBurst ? 0.015 : 0;
    now.share4xx += isBurst ? 0.03 : 0;
  },
  traffic_shift: (now, { since, variant }) => {
    const { shifted, recovered } = incidentRows.traffic_shift.phases;
    if (variant.name !== 'green' || since < shifted || since >= recovered) return;
    now.share5xx += 0.082 * ramp(since, shifted, 3);
    now.medianUs *= 1.25;
    now.sigma += 0.2;
  },
  no_traffic: (now, { since }) => {
    if (since >= incidentRows.no_traffic.phases.resumed) return;
    now.requests = 0;
    now.use = 0;
  },
};
