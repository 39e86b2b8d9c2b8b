import type { IncomingMessage, ServerResponse } from 'node:http';
import { shared } from '../process.ts';
import { warnSecurity } from '../security-log.ts';

type Reports = { count: number; last: unknown[]; loggedSince: number; logged: number };

const kept = 20;
/** Anyone on this machine can send reports; the log must not grow at their pace. */
const loggedPerMinute = 10;
const loggedCharacters = 2000;
const limitBytes = 64 * 1024;
const reports = (): Reports => shared('csp-reports', () => ({ count: 0, last: [], loggedSince: 0, logged: 0 }));

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > limitBytes) break;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** What is kept of a report, as report-uri and as report-to name it. */
const kinds = ['document-uri', 'effective-directive', 'violated-directive', 'blocked-uri', 'source-file', 'line-number'];
const names = [...kinds, 'documentURL', 'effectiveDirective', 'blockedURL', 'sourceFile', 'lineNumber'];

/** A query is cut off: it may hold the token of a link, or whom a reader looks for. */
const told = (value: unknown): unknown =>
  typeof value === 'number'
    ? value
    : String(value)
        .replace(/[?#].*/s, '')
        .slice(0, 300);

const essence = (report: unknown): object => {
  const { 'csp-report': old, body = old } = (report ?? {}) as Record<string, Record<string, unknown> | undefined>;
  return Object.fromEntries(names.flatMap((name) => (body?.[name] === undefined ? [] : [[name, told(body[name])]])));
};

const parsed = (text: string): object[] => {
  try {
    const body: unknown = JSON.parse(text);
    return (Array.isArray(body) ? body : [body]).map(essence);
  } catch {
    return [{}];
  }
};

function tell(held: Reports, report: unknown): void {
  if (Date.now() - held.loggedSince > 60_000) Object.assign(held, { loggedSince: Date.now(), logged: 0 });
  held.logged += 1;
  if (held.logged > loggedPerMinute) return;
  const text = JSON.stringify(report)?.slice(0, loggedCharacters);
  warnSecurity('http', { report: text }, 'a browser reported a violation of the content security policy');
}

/**
 * Browsers report violations of the policy with POST; GET gives `{count, last}` of this process, so that tests can see there were none: to
 * this machine alone, for reports name the pages that people read.
 */
export async function serveCspReports(request: IncomingMessage, response: ServerResponse, isLocal: boolean): Promise<void> {
  const held = reports();
  if (request.method === 'POST') {
    for (const report of parsed(await bodyOf(request))) {
      held.count += 1;
      held.last = [...held.last, report].slice(-kept);
      tell(held, report);
    }
    response.writeHead(204).end();
    return;
  }
  response.writeHead(isLocal ? 200 : 404, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(isLocal ? { count: held.count, last: held.last } : { error: 'not found' }));
}
