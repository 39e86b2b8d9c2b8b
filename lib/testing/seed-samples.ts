import { saveSamples } from '../store/samples.ts';
import { type Db, transaction } from '../store/transaction.ts';
import { minuteMs } from '../time.ts';

/** Stores a value a minute from `from` (epoch ms), as the collectors would: null is no value. */
export const seedSamples = (
  { pool }: Db,
  series: { account: string; id: number },
  { from, values }: { from: number; values: readonly (number | null)[] },
): Promise<number> =>
  transaction({ pool }, (client) => {
    const points = values.flatMap((value, minute) => (value === null ? [] : [{ at: from + minute * minuteMs, value }]));
    const [at, kept] = [points.map((one) => one.at), points.map((one) => one.value)];
    return saveSamples(client, series.account, [{ seriesId: series.id, at, values: kept }]);
  });
