import type { CallFailure } from '#lib/aws/call.ts';
import type { StoredSeries } from '#lib/store/series.ts';

type Named = Pick<StoredSeries, 'id' | 'name' | 'namespace' | 'metric' | 'dimensions' | 'statistic'>;

const quotes = (message: string, name: string): boolean =>
  name !== '' && new RegExp(`(?<![\\w-])${name.replace(/[^\w-]/g, '\\$&')}(?![\\w-])`).test(message);

/**
 * What a failure of some series of a batch is said to be about: a series that failed alone is named; so is the resource that AWS's words
 * quote, because whoever may not see it may not read them (`names_one` in the database); else it is their number, which names nothing.
 */
export function subjectOf(failure: CallFailure, failed: readonly { id: number }[], batch: readonly Named[]): string {
  const [only] = failed.length === 1 ? batch.filter((one) => one.id === failed[0]?.id) : [];
  if (only) {
    const dimensions = only.dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(', ');
    return `${only.metric} ${only.statistic} of ${dimensions || only.namespace}`;
  }
  const quoted = [...new Set(batch.map(({ name }) => name))].filter((name) => quotes(failure.message, name));
  return quoted.join(', ') || `${failed.length} of ${batch.length} series`;
}
