import type { Caller } from '#lib/auth/caller.ts';
import { logFor } from '#lib/log.ts';
import type { ShownKey } from '#lib/store/on-screen.ts';
import { clockFrom } from '#lib/time.ts';
import { holdShown, openShown, ownerOf } from './shown.ts';

type ShownWord = 'asking' | 'held' | 'full' | 'points' | 'nothing' | 'budget' | 'failed';
const outcomes: ReadonlySet<string> = new Set(['points', 'nothing', 'budget', 'failed'] satisfies ShownWord[]);
/** Notices that come before it is known what the reader sees; beyond, the oldest are forgotten. */
const mostKeptBack = 64;

export type ScreenWatch = {
  /** Puts them on screen; call it once notices are heard, so that none is missed. */
  open(): void;
  /** Call it at each beat of the stream, with the caller as it is by then: what that one sees no more is kept, and told of, no longer. */
  hold(caller: Caller): void;
  /** Tells on what concerns these resources. @returns whether the notice was of screens, and no news of data */
  hear(payload: string): boolean;
};

type Heard = { noun?: string; account?: string; region?: string; owners?: string[]; outcome?: string };
const nameOf = (key: ShownKey): string => [key.account, key.region, ownerOf(key)].join(' ');

/** Keeps what one stream's page shows on screen for as long as the stream is open. Trouble is logged: the page goes on without. */
export function watchShown(caller: Caller, wanted: readonly ShownKey[], say: (word: ShownWord) => void): ScreenWatch {
  // Nothing, until the database has judged what the reader sees: a word on a name is a word on whether it exists.
  let held: readonly ShownKey[] = [];
  let keptBack: Heard[] | null = [];
  const now = (): number => clockFrom(process.env).now();
  const log = logFor('screen');
  const tell = ({ account, region, owners = [], outcome }: Heard): void => {
    const concerns = held.some((key) => key.account === account && key.region === region && owners.includes(ownerOf(key)));
    if (concerns && outcome !== undefined && outcomes.has(outcome)) say(outcome as ShownWord);
  };

  return {
    open() {
      openShown(caller, wanted, now()).then(
        ({ keys, isAsked, isRefused }) => {
          held = keys;
          say(isAsked ? 'asking' : isRefused ? 'full' : 'held');
          // What came of it may have been heard before the answer was here.
          for (const heard of keptBack ?? []) tell(heard);
          keptBack = null;
        },
        (error) => {
          keptBack = null;
          log.warn({ err: error }, 'no worker could be asked for what a page shows');
          say('failed');
        },
      );
    },
    hold(callerNow) {
      if (held.length === 0) return;
      holdShown(callerNow, held, now()).then(
        ({ keys, isRefused }) => {
          const kept = new Set(keys.map(nameOf));
          // Of what is held by now: an answer that comes late brings nothing back.
          held = held.filter((key) => kept.has(nameOf(key)));
          if (isRefused) say('full');
        },
        (error) => log.warn({ err: error }, 'what a page shows could not be kept on screen'),
      );
    },
    hear(payload) {
      if (!payload.includes('"noun":"shown"')) return false;
      const heard = JSON.parse(payload) as Heard;
      if (keptBack === null) tell(heard);
      else keptBack = [...keptBack, heard].slice(-mostKeptBack);
      return true;
    },
  };
}
