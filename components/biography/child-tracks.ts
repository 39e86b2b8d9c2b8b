/** The track of each stretch, from 0: the first that is free again when it begins. In the order given, which is that of beginnings. */
export function tracksOf(spans: readonly { from: number; to: number }[]): number[] {
  const freeAt: number[] = [];
  return spans.map(({ from, to }) => {
    const free = freeAt.findIndex((at) => at <= from);
    const track = free < 0 ? freeAt.length : free;
    freeAt[track] = to;
    return track;
  });
}
