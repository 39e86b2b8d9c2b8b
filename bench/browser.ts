import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test';

const args = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A headless Chromium: the one TRAILWATCH_CHROMIUM names, Playwright's own, or the system's. */
export function openBrowser(): Promise<Browser> {
  const named = [process.env.TRAILWATCH_CHROMIUM, chromium.executablePath(), '/usr/bin/chromium'];
  const executablePath = named.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('No Chromium was found; TRAILWATCH_CHROMIUM can name one.');
  return chromium.launch({ executablePath, args });
}

/** Bytes of JavaScript as they came over the wire, counted by the browser itself. */
export async function countScripts(page: Page): Promise<{ bytes(): number; session: CDPSession }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script' || response.mimeType.includes('javascript')) scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  return { bytes: () => bytes, session };
}

/** A context in which every load knows when its last canvas stroke was on the screen: `window.lastFrameMs`. */
export async function watchDrawing(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 3000 } });
  await context.addInitScript(() => {
    const view = window as unknown as { lastFrameMs: number };
    view.lastFrameMs = 0;
    const stroke = CanvasRenderingContext2D.prototype.stroke as (path?: Path2D) => void;
    CanvasRenderingContext2D.prototype.stroke = function (this: CanvasRenderingContext2D, path?: Path2D) {
      requestAnimationFrame(() => {
        view.lastFrameMs = performance.now();
      });
      return path ? stroke.call(this, path) : stroke.call(this);
    };
  });
  return context;
}
