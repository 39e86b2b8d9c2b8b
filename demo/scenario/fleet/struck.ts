import { type Incident, type IncidentKind, occurrence, occurrencesOf, slotAt } from '../incidents.ts';
import type { EndpointSpec } from './spec.ts';

const befalls = (incident: Incident, spec: EndpointSpec): boolean =>
  incident.endpoint === spec.name && incident.account === spec.account && incident.region === spec.region;

/** The occurrence of that kind under way at this endpoint at an instant. */
export function struckBy(spec: EndpointSpec, kind: IncidentKind, at: number): Incident | undefined {
  const slot = slotAt(kind, at);
  for (const candidate of [slot, slot - 1]) {
    const incident = occurrence(kind, candidate);
    if (at >= incident.from && at < incident.to && incident.from > spec.createdAt && befalls(incident, spec)) return incident;
  }
  return undefined;
}

/** All that befalls this endpoint in [from, to), oldest first by kind. */
export const strikes = (spec: EndpointSpec, from: number, to: number): Incident[] =>
  spec.prone.flatMap((kind) =>
    occurrencesOf(kind, Math.max(from, spec.createdAt + 1), to).filter(
      (incident) => incident.from > spec.createdAt && befalls(incident, spec),
    ),
  );
