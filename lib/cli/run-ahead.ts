const nothing = (): void => undefined;

/** What a source gives, asked for up to `most` items before they are wanted. */
export async function* runAhead<T>(source: AsyncGenerator<T>, most: number): AsyncGenerator<T> {
  const asked: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const next = source.next();
    // Whoever comes to it sees the error; until then it is nobody's.
    next.catch(nothing);
    asked.push(next);
  };
  try {
    while (asked.length < most) ask();
    for (let next = await asked.shift(); next && !next.done; next = await asked.shift()) {
      ask();
      yield next.value;
    }
  } finally {
    // What was asked for ahead is still on its way: nobody waits for it.
    void source.return(undefined).catch(nothing);
  }
}

type Running<In, Out> = { item: In; done: Promise<Out> };

/**
 * What is made of each item, in their order, begun before it is wanted.
 * @param isFull whether one more item has to wait until the first of those that are worked on is done
 */
export async function* workAhead<In, Out>(
  items: AsyncIterable<In>,
  work: (item: In) => Promise<Out>,
  isFull: (running: readonly In[], next: In) => boolean,
): AsyncGenerator<Out> {
  const running: Running<In, Out>[] = [];
  const first = (): Promise<Out> => (running.shift() as Running<In, Out>).done;
  const waiting = (): In[] => running.map(({ item }) => item);
  try {
    for await (const item of items) {
      while (running.length > 0 && isFull(waiting(), item)) yield await first();
      const done = work(item);
      done.catch(nothing);
      running.push({ item, done });
    }
    while (running.length > 0) yield await first();
  } finally {
    await Promise.allSettled(running.map(({ done }) => done));
  }
}
