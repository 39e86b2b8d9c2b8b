// Longer than 300 lines because it is a list: each test is one thing that a reader does.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { parseCsv } from './csv.ts';
import { anEndpoint, awake, chartAsTable, endpointLink, find, linkOn, until } from './reader.ts';
import { expect, test } from './test.ts';

test.describe('palette', () => {
  test('a name, an ARN and a URL of the AWS console all lead to the page', async ({ page }) => {
    const { path, account, region, name } = await anEndpoint(page);
    await page.goto(path);
    const consoleUrl = await page.getByRole('link', { name: 'Open in AWS' }).first().getAttribute('href');
    for (const text of [name, `arn:aws:sagemaker:${region}:${account}:endpoint/${name}`, consoleUrl ?? '']) {
      await page.goto('/search');
      await find(page, text);
      await page.getByRole('option', { name }).filter({ hasText: 'endpoint' }).first().click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
      expect(new URL(page.url()).pathname).toContain(`/endpoints/${account}/${region}/`);
    }
  });

  test('it says so when nothing has the name', async ({ page }) => {
    await page.goto('/all');
    await find(page, 'no-such-thing-anywhere');
    await expect(page.getByText('Nothing has this name')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test.describe('window of time', () => {
  test('the menu and an absolute range are written into the URL', async ({ page }) => {
    const { path } = await anEndpoint(page);
    await page.goto(path);
    const menu = page.getByRole('button', { name: /^Time range/ });
    await until(() => menu.click(), page.getByRole('link', { name: 'Last 6 h' }));
    await page.getByRole('link', { name: 'Last 6 h' }).click();
    await expect(page).toHaveURL(/range=6h/);
    await expect(menu).toHaveAccessibleName(/6 h/);
    const to = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 600_000);
    const from = new Date(to.getTime() - 3_600_000);
    const field = (at: Date) => at.toISOString().slice(0, 16);
    await menu.click();
    await page.getByLabel(/^from/).fill(field(from));
    await page.getByLabel('to', { exact: true }).fill(field(to));
    await page.getByRole('button', { name: 'Show' }).filter({ visible: true }).click();
    await expect(page).toHaveURL((url) => Date.parse(url.searchParams.get('from') ?? '') === from.getTime());
    expect(Date.parse(new URL(page.url()).searchParams.get('to') ?? '')).toBe(to.getTime());
    expect(page.url()).not.toContain('range=');
  });

  test('brushing a chart zooms into it, and Escape goes back', async ({ page }) => {
    const { path } = await anEndpoint(page);
    await page.goto(path);
    await awake(page);
    await drag(page, 0.3, 0.6);
    await expect(page).toHaveURL(/from=.*to=/);
    const { searchParams } = new URL(page.url());
    const spanMinutes = (Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '')) / 60_000;
    expect(spanMinutes).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await expect(page).not.toHaveURL(/from=/);
  });

  test('UTC or local: every time follows, and the choice stays in the URL', async ({ page }) => {
    await page.goto('/all/audit');
    const first = page.locator('main table time').first();
    const at = new Date((await first.getAttribute('datetime')) ?? '');
    await page.getByRole('navigation', { name: 'Time zone' }).getByRole('link', { name: 'Local' }).click();
    await expect(page).toHaveURL(/tz=local/);
    const local = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Kathmandu' }).format(at);
    await expect(page.locator(`main table time[datetime="${at.toISOString()}"]`).first()).toContainText(local);
  });
});

async function drag(page: Page, from: number, to: number): Promise<void> {
  const box = await page.locator('.u-over').first().boundingBox();
  if (!box) throw new Error('no chart to brush');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 6 });
  await page.mouse.up();
}

test.describe('charts', () => {
  test('are drawn before React wakes the page, and once', async ({ page }) => {
    await page.addInitScript(() => {
      const strokes: boolean[] = [];
      Object.assign(window, { strokes });
      const stroke = CanvasRenderingContext2D.prototype.stroke as (path?: Path2D) => void;
      CanvasRenderingContext2D.prototype.stroke = function (this: CanvasRenderingContext2D, path?: Path2D) {
        const host = this.canvas.closest('.chart-host') ?? {};
        strokes.push(Object.keys(host).some((key) => key.startsWith('__react')));
        return path ? stroke.call(this, path) : stroke.call(this);
      };
    });
    const { path } = await anEndpoint(page);
    // Panels that come late, on a busy machine, are drawn by their component.
    await expect(async () => {
      const awakeFirst: boolean[] = [];
      for (let load = 0; load < 3; load += 1) {
        await page.goto(path);
        await awake(page);
        awakeFirst.push(await page.evaluate(() => (window as unknown as { strokes: boolean[] }).strokes[0] ?? true));
      }
      expect(awakeFirst.filter((isAwake) => !isAwake).length).toBeGreaterThanOrEqual(2);
    }).toPass({ timeout: 90_000 });
    for (const host of await page.locator('.chart-host').all()) await expect(host.locator('.uplot')).toHaveCount(1);
  });

  test('one crosshair: the heads of all charts show the values of its instant', async ({ page }) => {
    const { path } = await anEndpoint(page);
    await page.goto(path);
    const sliders = page.getByRole('slider');
    const plots = page.locator('.u-over');
    await awake(page);
    const box = await plots.first().boundingBox();
    await plots.first().hover({ position: { x: (box?.width ?? 0) / 2, y: 20 } });
    const instant = await sliders.first().getAttribute('aria-valuenow');
    expect(instant).not.toBe(await sliders.first().getAttribute('aria-valuemax'));
    for (const index of [0, 1, 2]) {
      const slider = sliders.nth(index);
      await expect(slider).toHaveAttribute('aria-valuenow', instant ?? '');
      const spoken = (await slider.getAttribute('aria-valuetext')) ?? '';
      for (const figure of await slider.locator('..').locator('.chart-head .figures').allTextContents()) {
        expect(spoken).toContain(figure);
      }
    }
  });

  test('arrows move the crosshair by a sample, with shift by ten, and Escape clears it', async ({ page }) => {
    const { path } = await anEndpoint(page);
    await page.goto(path);
    await awake(page);
    const slider = page.getByRole('slider').first();
    const at = async () => Number(await slider.getAttribute('aria-valuenow'));
    await slider.focus();
    await page.keyboard.press('Home');
    const start = await at();
    await page.keyboard.press('ArrowRight');
    const step = (await at()) - start;
    expect(step).toBeGreaterThan(0);
    await page.keyboard.press('Shift+ArrowRight');
    expect(await at()).toBe(start + 11 * step);
    await page.keyboard.press('ArrowLeft');
    expect(await at()).toBe(start + 10 * step);
    await page.keyboard.press('Escape');
    expect(await at()).toBe(Number(await slider.getAttribute('aria-valuemax')));
  });

  test('a chart is a table too', async ({ page }) => {
    const { path } = await anEndpoint(page);
    await page.goto(path);
    const chart = await chartAsTable(page);
    expect(await chart.getByRole('row').count()).toBeGreaterThan(3);
  });
});

test('the theme changes at once, and the next page is sent in it', async ({ page }) => {
  await page.goto('/all');
  const html = page.locator('html');
  await until(() => page.getByRole('button', { name: 'Change theme' }).click(), page.locator('html[data-theme="light"]'));
  const next = await page.goto('/all/jobs');
  expect(await next?.text()).toContain('data-theme="light"');
  await expect(html).toHaveAttribute('data-theme', 'light');
});

test.describe('tables', () => {
  test('a column sorts by link, both ways', async ({ page }) => {
    await page.goto('/all/endpoints');
    const names = async () =>
      (await page.locator('main tbody a[href*="/endpoints/"]').allTextContents()).filter((text) => text.includes('-'));
    await page.getByRole('columnheader').getByRole('link', { name: 'Endpoint' }).click();
    await expect(page.getByRole('columnheader', { name: 'Endpoint' })).toHaveAttribute('aria-sort', 'ascending');
    const rising = await names();
    await page.getByRole('columnheader').getByRole('link', { name: 'Endpoint' }).click();
    await expect(page.getByRole('columnheader', { name: 'Endpoint' })).toHaveAttribute('aria-sort', 'descending');
    expect(rising.length).toBeGreaterThan(3);
    await expect.poll(names).toEqual(rising.toReversed());
  });

  test('a filter becomes a chip, and goes with it', async ({ page }) => {
    await page.goto('/all/endpoints');
    const rows = page.locator('main tbody tr');
    const all = await rows.count();
    await page.getByRole('combobox', { name: 'Region' }).selectOption('us-east-1');
    await page.getByRole('button', { name: 'Filter' }).click();
    const chip = page.getByRole('link', { name: /Region is us-east-1/ });
    await expect(chip).toBeVisible();
    await expect.poll(() => rows.count()).toBeLessThan(all);
    await chip.click();
    await expect(chip).toHaveCount(0);
    await expect(page).not.toHaveURL(/region=/);
    await expect.poll(() => rows.count()).toBe(all);
  });

  test('a value is left out by the keyboard, and comes back by its chip', async ({ page }) => {
    await page.goto('/all/audit?range=24h');
    const oks = page.locator('main tbody').getByText('ok', { exact: true });
    await expect.poll(() => oks.count()).toBeGreaterThan(0);
    const list = page.getByRole('region', { name: 'Result', exact: true });
    await list.getByRole('link', { name: /^ok/ }).focus();
    await page.keyboard.press('Tab');
    const exclude = list.getByRole('link', { name: 'Exclude ok' });
    await expect(exclude).toBeFocused();
    await expect(exclude).toHaveCSS('opacity', '1');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/not\.result=ok/);
    await expect(oks).toHaveCount(0);
    await page.getByRole('link', { name: /Result is not ok/ }).click();
    await expect(page).not.toHaveURL(/not\./);
    await expect.poll(() => oks.count()).toBeGreaterThan(0);
  });

  test('CSV and JSON hold the rows of the table, and no cell that a spreadsheet would run', async ({ page }) => {
    const [from, to] = [Date.now() - 86_400_000, Date.now()].map((at) => new Date(at).toISOString());
    await page.goto(`/all/audit?from=${from}&to=${to}`);
    const before = parseTable(await download(page, 'CSV'));
    expect(before.rows.length).toBeGreaterThan(10);
    expect(before.rows.every((row) => row.length === before.head.length)).toBe(true);
    expect(before.rows.flat().filter((cell) => /^[=+@\t\r]/.test(cell) || /^-\D/.test(cell))).toEqual([]);
    const { rows } = JSON.parse(await download(page, 'JSON')) as { rows: { event_id: string }[] };
    const records = rows.map((row) => row.event_id);
    const after = parseTable(await download(page, 'CSV'));
    // Collection goes on meanwhile: what JSON holds lies between what CSV held before it and after it.
    expect(before.ids.filter((id) => !records.includes(id))).toEqual([]);
    expect(records.filter((id) => !after.ids.includes(id))).toEqual([]);
  });
});

function parseTable(csv: string): { head: string[]; rows: string[][]; ids: string[] } {
  const [head = [], ...rows] = parseCsv(csv.replace(/^\uFEFF/, ''));
  return { head, rows, ids: rows.map((row) => row[head.indexOf('event_id')] ?? '') };
}

async function download(page: Page, name: 'CSV' | 'JSON'): Promise<string> {
  const started = page.waitForEvent('download');
  const table = page.getByRole('region', { name: 'Events', exact: true });
  await table.getByRole('link', { name, exact: true }).click();
  return readFileSync(await (await started).path(), 'utf8');
}

test('Copy as AWS CLI puts the very call on the clipboard', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-write']);
  const { path, name, region } = await anEndpoint(page);
  await page.goto(path);
  const button = page.getByRole('button', { name: 'Copy as AWS CLI' }).first();
  await until(() => button.click(), page.getByText('copied', { exact: true }));
  // No page of ours may read the clipboard: it is pasted elsewhere, as a reader would.
  const terminal = await context.newPage();
  await terminal.setContent('<textarea></textarea>');
  await terminal.locator('textarea').press('ControlOrMeta+V');
  const line = await terminal.locator('textarea').inputValue();
  expect(line).toContain('aws sagemaker describe-endpoint');
  expect(line).toContain(name);
  expect(line).toContain(region);
});

test.describe('keyboard', () => {
  test('the skip link leads past the sidebar', async ({ page }) => {
    await page.goto('/all');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('main')).toBeFocused();
  });

  test('g e goes to the endpoints, / to the filter, j into the rows, ? lists the keys', async ({ page }) => {
    await page.goto('/all?tz=local');
    const heading = page.getByRole('heading', { level: 1, name: 'Endpoints' });
    await until(async () => {
      await page.keyboard.press('g');
      await page.keyboard.press('e');
    }, heading);
    await expect(page).toHaveURL(/\/all\/endpoints\?tz=local/);
    const filter = page.getByRole('textbox', { name: 'name' });
    await expect(filter).toBeVisible();
    await page.keyboard.press('/');
    await expect(filter).toBeFocused();
    await filter.blur();
    await page.keyboard.press('j');
    await expect(page.locator('main tbody a:focus, main tbody tr:focus')).toHaveCount(1);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toHaveCount(0);
  });
});

test.describe('not found', () => {
  const lost = [
    '/all/endpoints/111122223333/eu-west-1/no-such-endpoint',
    '/all/audit/00000000-0000-4000-8000-000000000000',
    '/all/runs/999999999',
    '/no-such-team',
    '/all/resources/notebook_instance/111122223333/eu-west-1/none',
  ];
  for (const path of lost) {
    test(`${path} is a 404 with a way back`, async ({ page, forgive404 }) => {
      const response = await page.goto(path);
      expect(response?.status()).toBe(404);
      await expect(page.getByRole('heading', { level: 1, name: 'This page was not found' })).toBeVisible();
      forgive404();
      await page.getByRole('link', { name: 'Morning board' }).click();
      await expect(page).toHaveURL(/\/all$/);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      forgive404();
    });
  }
});

test('what an attacker wrote into a CloudTrail record is shown as text', async ({ page }) => {
  page.on('dialog', (dialog) => {
    throw new Error(`a script of the record ran: ${dialog.message()}`);
  });
  const link = page.locator('main tbody a[href*="/audit/"]');
  await expect(async () => {
    await page.goto('/all/audit?range=24h&q=%3Cb%3Ebold');
    await expect(link.first()).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 50_000 });
  await page.goto((await link.first().getAttribute('href')) ?? '');
  await expect(page.getByText('<svg/onload=alert(1)>').first()).toBeVisible();
  await expect(page.getByText('<script>alert').first()).toBeVisible();
  expect(await page.locator('main svg[onload], main script, main b:text-is("bold")').count()).toBe(0);
});

test.describe('log lines', () => {
  const spoken = (page: Page) => {
    const panel = page.getByRole('region', { name: 'Last log lines' }).first();
    return { panel, said: panel.locator('.log-line, [class*="absent"], p').first() };
  };

  test('of an endpoint are read from AWS when its tab is opened', async ({ page }) => {
    const { path } = await anEndpoint(page);
    await page.goto(`${path}?tab=logs`);
    await expect(page.locator('.log-line').first()).toBeVisible({ timeout: 20_000 });
    await expect(spoken(page).panel).toContainText('not stored');
  });

  test('of a job stand on its page', async ({ page }) => {
    const path = await linkOn(page, '/all/jobs', /\/jobs\/training_job\/\d{12}\/[^/]+\/[^/?]+/);
    await page.goto(path);
    // Its frame gives way to the panel as soon as it comes into view.
    await expect(async () => {
      await page.getByText('Last log lines').first().scrollIntoViewIfNeeded({ timeout: 1000 });
      await expect(spoken(page).said).toBeVisible({ timeout: 2000 });
    }).toPass({ timeout: 20_000 });
  });
});

test('an endpoint is reached from the morning board, and its tabs are pages', async ({ page }) => {
  await page.goto(await linkOn(page, '/search', endpointLink));
  for (const tab of ['All metrics', 'Configuration', 'Events', 'Logs', 'Now']) {
    await page.getByRole('navigation', { name: 'Parts of this endpoint' }).getByRole('link', { name: tab }).click();
    await expect(
      page.getByRole('navigation', { name: 'Parts of this endpoint' }).getByRole('link', { name: tab }),
    ).toHaveAttribute('aria-current', 'page');
  }
});

test('what an open page shows the stream of live data names, and no longer once it is left', async ({ page }) => {
  const { path, account, region, name } = await anEndpoint(page);
  const streams: URL[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/api/v1/live') streams.push(url);
  });
  await page.goto(path);
  await expect.poll(() => streams.at(-1)?.searchParams.getAll('show')).toContain(`endpoint/${account}/${region}/${name}`);
  await page.getByRole('link', { name: 'Configuration' }).click();
  await expect.poll(() => streams.at(-1)?.searchParams.getAll('show')).toEqual([]);
});

test('history is filled once its price was seen, goes on with a bar, and can be stopped', async ({ page, findings }) => {
  // It waits for a worker twice: to reckon the price, and to begin.
  test.slow();
  const panel = page.getByRole('region', { name: 'History', exact: true });
  await expect(async () => {
    await page.goto('/all/runs');
    await expect(panel).toContainText('Every statistic by itself', { timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  await until(() => panel.getByRole('button', { name: 'Fill history…' }).click(), panel.getByRole('button', { name: 'Fill it' }));
  await expect(panel).toContainText(/Fill it, at up to .*\$\d/);
  expect(await findings()).toEqual([]);
  await panel.getByRole('button', { name: 'Fill it' }).click();
  await expect(panel).toContainText(/approved by .+\d+ of .* calls/s);
  await expect(panel.getByRole('img', { name: /% of the points filled/ })).toBeVisible();

  await expect(async () => {
    await page.reload();
    await expect(panel).not.toContainText(' 0 of ', { timeout: 1000 });
  }).toPass({ timeout: 90_000 });
  await expect(async () => {
    const stop = panel.getByRole('button', { name: 'Stop' });
    if (await stop.isVisible()) await stop.click();
    await expect(panel).toContainText('stopped', { timeout: 10_000 });
  }).toPass({ timeout: 60_000 });
  await page.goto('/all/journal');
  for (const deed of ['Stopped the filling of history', 'Approved that history is filled']) {
    await expect(page.getByRole('table').getByText(deed).first()).toBeVisible();
  }
});
