import { logFor } from '../log.ts';

/** What people do at the doors. */
type DoorEvent =
  | 'sign-in'
  | 'sign-in.failed'
  | 'sign-out'
  | 'session.end'
  | 'factor.add'
  | 'factor.remove'
  | 'password.change'
  | 'invitation.use';

export type Happening = {
  event: DoorEvent;
  /** Who did it, where that is known. */
  personId: string | null;
  /** The address it came from. */
  network: string | null;
  /** Whom or what it was done to, and how: ids and words, never an address or a secret. */
  about?: Readonly<Record<string, string | number>>;
};

/** The one place that hears of each: the journal's row belongs here. */
export function happened({ event, personId, network, about = {} }: Happening): void {
  logFor('auth').info({ event, personId, network, ...about }, event);
}
