import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { until } from './reader.ts';
import { expect, test } from './test.ts';

const verifier = join(import.meta.dirname, '../lib/cli/verify-pack.mjs');

test('an evidence pack of what the page shows is downloaded, signed by the worker, and verifies against its key', async ({
  page,
  product,
}, info) => {
  await page.goto('/all/audit?range=7d&mode=write');
  const many = page.getByLabel('how many');
  await until(() => page.getByRole('button', { name: 'Evidence pack' }).click(), many);
  await many.fill('25');
  await page.getByLabel('of a sample: seed').fill('7');
  await page.getByLabel('of a sample: in proportion by').selectOption('team');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^trailwatch-evidence-\d{4}-\d\d-\d\dT\d{6}\.zip$/);
  const file = info.outputPath('pack.zip');
  await download.saveAs(file);
  const { status, stdout } = spawnSync(process.execPath, [verifier, file, '--key', join(product.home, 'journal/journal.pub')], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, expect.stringContaining('every byte as it was signed')]);
});
