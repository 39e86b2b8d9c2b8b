/** Acts at once, and of what is asked for within `ms` after that once more at their end: the last word is never left out. */
export function atMostEvery(ms: number, act: () => void): { ask: () => void; stop: () => void } {
  let resting: ReturnType<typeof setTimeout> | null = null;
  let isAsked = false;
  const go = (): void => {
    isAsked = false;
    resting = setTimeout(() => {
      resting = null;
      if (isAsked) go();
    }, ms);
    act();
  };
  return {
    ask() {
      isAsked = true;
      if (resting === null) go();
    },
    stop() {
      isAsked = false;
      if (resting !== null) clearTimeout(resting);
    },
  };
}
