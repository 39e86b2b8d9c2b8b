/** What the page's parts show, and what has come of asking for it: between them and the stream of live data. */
export type ScreenState = 'idle' | 'asking' | 'held' | 'full' | 'points' | 'nothing' | 'budget' | 'failed' | 'unanswered';

/** A worker that is there answers within seconds; a run of many calls takes longer, and its points come when they come. */
const patienceMs = 20_000;
const states: ReadonlySet<string> = new Set(['idle', 'asking', 'held', 'full', 'points', 'nothing', 'budget', 'failed']);

const shown = new Map<object, readonly string[]>();
const listeners = new Set<() => void>();
let state: ScreenState = 'idle';
let waiting: ReturnType<typeof setTimeout> | undefined;

const tell = (): void => {
  for (const listener of [...listeners]) listener();
};

/** Calls `listener` when other resources are shown or another word is known; returns what ends that. */
export function watchScreen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const screenState = (): ScreenState => state;

/** The resources shown now, "kind/account/region/name", each once. */
export const shownNow = (): string[] => [...new Set([...shown.values()].flat())].toSorted();

/** Says that a part of the page shows these; returns what takes it back. */
export function show(keys: readonly string[]): () => void {
  const holder = {};
  shown.set(holder, keys);
  tell();
  return () => {
    shown.delete(holder);
    tell();
  };
}

/** What the stream said of what is shown. */
export function setScreenState(word: string): void {
  clearTimeout(waiting);
  if (!states.has(word)) return;
  state = word as ScreenState;
  if (state === 'asking') waiting = setTimeout(() => setUnanswered(), patienceMs);
  tell();
}

function setUnanswered(): void {
  state = 'unanswered';
  tell();
}
