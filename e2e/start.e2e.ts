import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startProduct } from './product.ts';
import { expect, test } from './test.ts';

test('a start with accounts of its own prints a link that makes the first administrator', async ({ page, product }) => {
  const { TRAILWATCH_DEMO_CONFIG = '', ...demo } = product.environment;
  const config = join(mkdtempSync(join(tmpdir(), 'own accounts ')), 'trailwatch.yaml');
  writeFileSync(config, readFileSync(TRAILWATCH_DEMO_CONFIG));
  const aws = Object.fromEntries(Object.entries(demo).filter(([name]) => name.startsWith('AWS_')));
  const own = await startProduct({ ...aws, TRAILWATCH_CONFIG: config, PORT: String(await freePort()) });
  try {
    await expect.poll(own.said).toContain(`Trailwatch is at ${own.url}`);
    expect(own.demoUrl, 'no demo account beside it').toBeUndefined();
    await page.goto(/http:\S+\/setup#\S+/.exec(own.said())?.[0] ?? 'about:blank');
    await expect(page.getByRole('heading', { name: 'Create the first administrator' })).toBeVisible();
  } finally {
    await own.stop();
  }
});
