/** Lets work begin while what is under way weighs no more than it holds, first come first served. */
export type Gate = {
  /** What weighs more than the gate holds goes alone. */
  within<T>(weight: number, work: () => Promise<T>): Promise<T>;
};

export function createGate(holds: number): Gate {
  let free = holds;
  const waiting: { weight: number; begin: () => void }[] = [];

  const admit = (): void => {
    for (let [next] = waiting; next && next.weight <= free; [next] = waiting) {
      waiting.shift();
      free -= next.weight;
      next.begin();
    }
  };

  return {
    async within(asked, work) {
      const weight = Math.min(asked, holds);
      await new Promise<void>((begin) => {
        waiting.push({ weight, begin });
        admit();
      });
      try {
        return await work();
      } finally {
        free += weight;
        admit();
      }
    },
  };
}
