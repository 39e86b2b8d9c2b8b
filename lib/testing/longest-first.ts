import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or two, as they wait for restarts and heartbeats; begun last, each would be waited for by itself. */
const longest = [
  ...[
    'lib/collect/oracle',
    'lib/worker/lost-database',
    'lib/queries/walls',
    'app/walls',
    'lib/collect/cycle',
    'lib/worker/killed',
  ],
  ...['lib/worker/stopped-clock', 'bench/audit-questions', 'bench/alerts-account', 'lib/worker/two-workers', 'app/api/v1/access'],
].map((name) => `/${name}.db.test.ts`);

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = longest.findIndex((name) => moduleId.endsWith(name));
  return place < 0 ? longest.length : place;
};

/** The files that take longest go first, and the others as ever. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
