import { z } from 'zod';
import type { Deed } from '#lib/api/trace.ts';
import type { Caller } from '#lib/auth/caller.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import type { Doing } from '#lib/store/alert-deeds.ts';

export const alertId = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

/** What the journal says an alert is. */
export const aboutAlert = ({ id, rule, name, team }: AlertRecord): Pick<Deed, 'subject' | 'teams'> => ({
  subject: { kind: 'alert', id: String(id), name: `${rule} ${name}` },
  teams: [team],
});

/** `now` in epoch ms. */
export const doingOf = ({ scope, personId, name }: Caller, now: number): Doing => ({
  teams: scope.teams,
  by: { id: personId, name },
  at: now,
});
