/** Whether an event `e` names a resource of the teams in a parameter, or was made by a principal that is mapped to one of them. */
export const ofTeam = (
  parameter: string,
): string => `(exists (select from audit_object_seen o where o.id = e.object and o.team = any(${parameter}::text[]))
  or exists (select from audit_actor_seen a where a.id = e.actor and a.team = any(${parameter}::text[])))`;

/** A resource `x` that an event `e` names. */
export const sameEvent = '(x.at, x.key, x.account) = (e.at, e.key, e.account)';

/** The event `e` in which `d` was found. */
export const ofDetection = '(e.at, e.key) = (d.at, audit_key(d.event_id)) and e.account = d.account';
