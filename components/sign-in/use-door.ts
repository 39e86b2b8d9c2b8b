'use client';

import { useState } from 'react';
import { askDoor, type DoorAnswer } from './ask-door.ts';

export type UseDoor = {
  isBusy: boolean;
  /** Why the last attempt failed; empty while nothing did. */
  why: string;
  /** Asks once at a time; `then` hears of success alone. */
  ask: (name: string, body: object, then: (body: Record<string, unknown>) => void) => Promise<void>;
  /** The same for a talk of several steps. */
  talk: (steps: () => Promise<DoorAnswer>, then: (body: Record<string, unknown>) => void) => Promise<void>;
};

/** A form's talk with /api/auth. */
export function useDoor(): UseDoor {
  const [state, setState] = useState({ isBusy: false, why: '' });
  const talk: UseDoor['talk'] = async (steps, then) => {
    setState({ isBusy: true, why: '' });
    const answer = await steps();
    setState({ isBusy: false, why: answer.ok ? '' : answer.why });
    if (answer.ok) then(answer.body);
  };
  return { ...state, talk, ask: (name, body, then) => talk(() => askDoor(name, body), then) };
}

/** A whole page load: what was fetched for somebody else is forgotten. */
export const leaveTo = (path: string): void => window.location.assign(path);
