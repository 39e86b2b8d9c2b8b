const readAtOnce = 16;

/** What `read` gives for each, in order, some of them read ahead. */
export async function* readAhead<Item, Read>(
  items: Iterable<Item>,
  read: (item: Item) => Promise<Read>,
): AsyncGenerator<[Item, Read]> {
  const rest = Iterator.from(items);
  const ahead: { item: Item; read: Promise<Read> }[] = [];
  const more = () => {
    const { value, done } = rest.next();
    if (done) return;
    const started = read(value);
    // Should an earlier one fail, nobody waits for this one any more.
    started.catch(() => undefined);
    ahead.push({ item: value, read: started });
  };
  for (let count = 0; count < readAtOnce; count += 1) more();
  for (let first = ahead.shift(); first; first = ahead.shift()) {
    const done = await first.read;
    more();
    yield [first.item, done];
  }
}
