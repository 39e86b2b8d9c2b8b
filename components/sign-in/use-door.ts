'use client';

import { useState } from 'react';
import { askDoor } from './ask-door.ts';

export type UseDoor = {
  isBusy: boolean;
  /** Why the last attempt failed; empty while nothing did. */
  why: string;
  /** Asks once at a time; `then` hears of success alone, and the form stays busy if it leaves the page. */
  ask: (name: string, body: object, then: (body: Record<string, unknown>) => void) => Promise<void>;
  fail: (why: string) => void;
};

/** A form's talk with /api/auth. */
export function useDoor(): UseDoor {
  const [state, setState] = useState({ isBusy: false, why: '' });
  return {
    ...state,
    fail: (why) => setState({ isBusy: false, why }),
    async ask(name, body, then) {
      setState({ isBusy: true, why: '' });
      const answer = await askDoor(name, body);
      setState({ isBusy: false, why: answer.ok ? '' : answer.why });
      if (answer.ok) then(answer.body);
    },
  };
}

/** A whole page load: what was fetched for somebody else is forgotten. */
export const leaveTo = (path: string): void => window.location.assign(path);
