import { recordJournal } from './journal.ts';
import { type Db, transaction } from './transaction.ts';

type Guest = { id: string; name: string };

/** Their addresses are free again: the same people may come back for good. */
const retireSql = `
  update person set disabled_at = coalesce(disabled_at, now()), email = replace(id, ':', '-') || '@demo.invalid', updated_at = now()
  where id like 'demo:guest-%' and email <> replace(id, ':', '-') || '@demo.invalid' returning id, name`;

/** The demo is over: whom its people let in is disabled, and links of theirs that nobody used are gone. */
export const retireGuests = (db: Db, now: number): Promise<void> =>
  transaction(db, async (client) => {
    await client.query(`delete from invitation where used_at is null and (made_by like 'demo:%' or person_id like 'demo:%')`);
    const { rows } = await client.query<Guest>(retireSql);
    for (const guest of rows) {
      await recordJournal(client, {
        at: now,
        actor: { kind: 'system', id: null, name: 'Trailwatch' },
        action: 'person.disable',
        subject: { kind: 'person', ...guest },
        reason: 'the demo is over',
      });
    }
  });
