/** What became of one part of a batch. `refusal`: AWS refused the part whole, for one of its queries or for a fault of its own. */
export type Part<Query, Points> = { queries: readonly Query[]; points: readonly Points[]; refusal: 'query' | 'server' | null };

const halvesOf = <T>(all: readonly T[]): T[][] => {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
};

/**
 * Splits what was refused whole and asks again, so that one poisonous query leaves only itself unanswered. Ends after `calls` further
 * calls, and for faults of the server as soon as both halves meet one: then it is not a query that is at fault.
 */
export async function askInHalves<Query, Points>(
  whole: Part<Query, Points>,
  ask: (queries: readonly Query[]) => Promise<Part<Query, Points>>,
  calls: number,
): Promise<Points[]> {
  const answered: Points[] = [];
  const refused = [whole];
  let left = calls;
  for (let part = refused.shift(); part; part = refused.shift()) {
    if (part.refusal === null || part.queries.length < 2 || left < 2) {
      answered.push(...part.points);
      continue;
    }
    const halves: Part<Query, Points>[] = [];
    for (const queries of halvesOf(part.queries)) halves.push(await ask(queries));
    left -= halves.length;
    if (halves.every((half) => half.refusal === 'server')) answered.push(...halves.flatMap((half) => half.points));
    else refused.push(...halves);
  }
  return answered;
}
