import { Client } from 'pg';
import { linkOn, settled } from './reader.ts';
import { expect, test } from './test.ts';

/** Nobody else can read the table until the returned function is called. */
async function hold(databaseUrl: string, table: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query(`lock table ${table} in access exclusive mode`);
  return () => client.end();
}

test('a panel that cannot be read says why, its neighbours go on, and it can be tried again', async ({ page, product }) => {
  const path = await linkOn(page, '/all/resources?kind=domain', /\/resources\/domain\/\d{12}\//);
  const events = page.getByRole('region', { name: 'Events', exact: true });
  const release = await hold(product.databaseUrl, 'audit_named');
  try {
    await settled(page, path);
    await expect(events).toContainText('Could not be read: another process held the data for too long.');
    await expect(page.getByRole('region', { name: 'Configuration', exact: true })).toContainText('DomainName');
  } finally {
    await release();
  }
  await events.getByRole('button', { name: 'Try again' }).click();
  await expect(events).not.toContainText('Could not be read');
});

test('a page that cannot be read keeps its frame, and can be tried again', async ({ page, product, complaints }) => {
  const path = await linkOn(page, '/all/resources?kind=domain', /\/resources\/domain\/\d{12}\//);
  const release = await hold(product.databaseUrl, 'resource_version');
  try {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'This page could not be read' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  } finally {
    await release();
  }
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('region', { name: 'Configuration', exact: true })).toContainText('DomainName');
  const isOfTheFault = (line: string): boolean => /^500 |status of 500|React error #441/.test(line);
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !isOfTheFault(line)));
});
