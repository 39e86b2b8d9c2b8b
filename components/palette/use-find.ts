'use client';

import { useEffect, useState } from 'react';
import { type Found, foundOf } from './found.ts';

export type FindState = { found: Found[]; said: string };

const waitMs = 120;

/** Asks for what was typed once typing rests; a later question overtakes an earlier one. */
export function useFind(query: string, team: string): FindState {
  const [state, setState] = useState<FindState>({ found: [], said: '' });
  useEffect(() => {
    const text = query.trim();
    if (text === '') {
      setState({ found: [], said: '' });
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/api/v1/find?${new URLSearchParams({ q: text, team })}`, { signal: abort.signal });
        if (!answer.ok) throw new Error(`answered ${answer.status}`);
        const found = foundOf(await answer.json());
        setState({ found, said: found.length === 0 ? 'Nothing has this name, ARN or console URL.' : '' });
      } catch (error) {
        if (!abort.signal.aborted)
          setState({ found: [], said: `Could not search: ${error instanceof Error ? error.message : 'no answer'}.` });
      }
    }, waitMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, team]);
  return state;
}
