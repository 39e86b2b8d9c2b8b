import { verifyJournal } from '#lib/cli/verify-journal.ts';
import { genesis, hashOf } from '#lib/journal/hash.ts';
import { storable } from '#lib/journal/storable.ts';
import { checkpointJournal } from '#lib/store/checkpoints.ts';
import { type CopyValue, copyRows } from '#lib/store/copy-rows.ts';
import { type Db, transaction } from '#lib/store/transaction.ts';
import { atMost, beside, type Figure, quantile } from './figure.ts';
import { inOwnDatabase } from './own-database.ts';
import { measureWalls } from './walls.ts';

const rows = 100_000;
const runs = 3;
const start = Date.parse('2026-11-19T07:42:00Z');

/** What it costs that everybody sees their own, and that it is known who did what. */
export const measure = async (): Promise<Figure[]> => [...(await measureWalls()), ...(await measureJournal())];

/** The journal, on a PostgreSQL of its own. */
async function measureJournal(): Promise<Figure[]> {
  return inOwnDatabase(async (db, home) => {
    await seedJournal(db);
    return [await verifyFigure(db, home), await selectFigure(db), beside('loop of 1e8 additions', loop(), 'ms')];
  });
}

/** Writes with before and after, as a busy year leaves them. */
function* journalRows(): Generator<CopyValue[]> {
  let prevHash = genesis;
  for (let seq = 1; seq <= rows; seq++) {
    const row = storable({
      at: start + seq * 1000,
      actor: { kind: 'person', id: `person-${seq % 50}`, name: `Person ${seq % 50}` },
      action: 'person.role',
      subject: { kind: 'person', id: `person-${seq % 97}`, name: `Person ${seq % 97}` },
      teams: ['search', 'fraud'],
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36',
      requestId: `request-${seq}`,
      before: { role: 'member', teams: ['search'], disabledAt: null },
      after: { role: 'operator', teams: ['search', 'fraud'], disabledAt: null },
      reason: 'On call from this week on',
    });
    const hash = hashOf({ ...row, seq }, prevHash);
    const { at, ...texts } = row;
    yield [seq, new Date(at), ...Object.values(texts), prevHash, hash];
    prevHash = hash;
  }
}

const columns =
  `seq at actor_kind actor_id actor_name action subject_kind subject_id subject_name result teams ip user_agent request_id
  before after reason prev_hash hash`.split(/\s+/);

const seedJournal = (db: Db): Promise<void> =>
  transaction(db, (client) => copyRows(client, { table: 'journal', columns }, journalRows()));

async function verifyFigure(db: Db, home: string): Promise<Figure> {
  await checkpointJournal(db, { home, now: start + rows * 1000, by: 'bench' });
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    const { count, findings, agreeing } = await verifyJournal({ home });
    seconds.push((performance.now() - startedAt) / 1000);
    if (count !== rows + 1 || findings.length > 0 || agreeing !== 1)
      throw new Error(`${count} rows, ${JSON.stringify(findings)}`);
  }
  return atMost('100,000 journal rows verify', Math.min(...seconds), 's', 2);
}

async function selectFigure({ pool }: Db): Promise<Figure> {
  const trips: number[] = [];
  for (let i = 0; i < 200; i++) {
    const startedAt = performance.now();
    await pool.query('select 1');
    trips.push(performance.now() - startedAt);
  }
  return beside('select 1, median', quantile(trips, 0.5), 'ms');
}

function loop(): number {
  const startedAt = performance.now();
  let sum = 0;
  for (let i = 0; i < 1e8; i++) sum = (sum + i) | 0;
  return performance.now() - startedAt + (sum === 0.5 ? 1 : 0);
}
