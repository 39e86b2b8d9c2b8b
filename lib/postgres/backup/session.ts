import { Client } from 'pg';

/** Text that means the same in every session, every row or an error, and time for as long as it takes. */
const settings = {
  timezone: 'UTC',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  search_path: 'public',
  row_security: 'off',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};

/** One connection for a backup or a restore, gone with the work. */
export async function withSession<T>(url: string, name: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: name });
  client.on('error', () => {});
  await client.connect();
  try {
    for (const [setting, value] of Object.entries(settings)) {
      await client.query('select set_config($1, $2, false)', [setting, value]);
    }
    return await work(client);
  } finally {
    await client.end();
  }
}
