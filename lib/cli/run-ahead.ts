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
