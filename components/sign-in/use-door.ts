'use client';

import { useState, useSyncExternalStore } from 'react';
import { askDoor, type DoorAnswer } from './ask-door.ts';

export type UseDoor = {
  /** It asks, or the page does not listen yet: a form that was sent by then would be sent by the browser itself, which nobody takes. */
  isBusy: boolean;
  /** Why the last attempt failed; empty while nothing did. */
  why: string;
  /** Asks once at a time; `then` hears of success alone. */
  ask: (name: string, body: object, then: (body: Record<string, unknown>) => void) => Promise<void>;
  /** The same for a talk of several steps. */
  talk: (steps: () => Promise<DoorAnswer>, then: (body: Record<string, unknown>) => void) => Promise<void>;
};

const never = () => () => {};

/** False as the server draws the page, and until React has woken it. */
const useIsAwake = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/** A form's talk with /api/auth. */
export function useDoor(): UseDoor {
  const [state, setState] = useState({ isBusy: false, why: '' });
  const isAwake = useIsAwake();
  const talk: UseDoor['talk'] = async (steps, then) => {
    setState({ isBusy: true, why: '' });
    const answer = await steps();
    setState({ isBusy: false, why: answer.ok ? '' : answer.why });
    if (answer.ok) then(answer.body);
  };
  return {
    why: state.why,
    isBusy: state.isBusy || !isAwake,
    talk,
    ask: (name, body, then) => talk(() => askDoor(name, body), then),
  };
}

/** A whole page load: what was fetched for somebody else is forgotten. */
export const leaveTo = (path: string): void => window.location.assign(path);
