import type { Firing } from '#lib/alerts/backtest.ts';
import { conditionOf } from '#lib/alerts/own-rule.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { isAlertRule } from '#lib/catalog/alert-rules.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import { loadConfig } from '#lib/config.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { formatCount, formatDuration, formatExact } from '#lib/format.ts';
import { listFirings } from '#lib/queries/backtests.ts';
import { clockFrom, dayMs } from '#lib/time.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';
import { spanOf } from './span.ts';
import { type Column, textTable } from './table.ts';

const usualDays = 15;
const mostShown = 100;

const columns: readonly Column<Firing>[] = [
  { head: 'fired', cell: ({ firedAt }) => formatExact(firedAt) },
  {
    head: 'lasted',
    cell: ({ firedAt, resolvedAt }) => (resolvedAt === null ? 'still open' : formatDuration(resolvedAt - firedAt)),
  },
  { head: 'came back', cell: ({ returns }) => (returns === 0 ? '' : returns), isNumber: true },
  { head: 'account', cell: ({ account }) => account },
  { head: 'Region', cell: ({ region }) => region },
  { head: 'name', cell: ({ name }) => name },
  { head: 'at last', cell: ({ sentence }) => sentence },
];

/** `alerts backtest ID`: what a rule of trailwatch.yaml would have told. @throws TrailwatchError `invalid` for a rule that there is not */
export async function backtestRule({ positionals, options, json, say, print }: Invocation): Promise<ExitCode> {
  const [, id = ''] = positionals;
  const environment = typeof options.config === 'string' ? { ...process.env, TRAILWATCH_CONFIG: options.config } : process.env;
  const { rules } = loadConfig(environment).alerts;
  const rule = rules.find((one) => one.id === id);
  if (!rule) {
    const known = rules.map((one) => one.id).join(', ');
    throw new TrailwatchError(
      'invalid',
      isAlertRule(id) ? `${id} is always there: what it told stands under Alerts` : `no rule ${id}`,
      {
        mend:
          known === ''
            ? 'write one under alerts.rules in trailwatch.yaml'
            : `name one of alerts.rules in trailwatch.yaml: ${known}`,
      },
    );
  }
  const now = clockFrom(process.env).now();
  const since = typeof options.since === 'string' ? spanOf(options.since, 'minutes are kept for 15d') : usualDays * dayMs;
  const told = await listFirings(systemScope(), rule, { from: now - since, now });
  if (json) {
    print({ rule: id, ...told });
    return exitCodes.ok;
  }
  const { firings, resources, from, to, shortened } = told;
  const on = new Set(firings.map(({ account, region, name }) => `${account} ${region} ${name}`)).size;
  say(`${rule.title}: ${conditionOf(rule.test)}`);
  say(
    `over ${formatCount(resources, kindRow(rule.kind).one, kindRow(rule.kind).many)}, ${formatExact(from)} – ${formatExact(to)}: ` +
      (firings.length === 0
        ? 'it would not have fired'
        : `it would have fired ${formatCount(firings.length, 'time', 'times')}, on ${on} of them`),
  );
  if (shortened !== null) say(`it begins no earlier: ${shortened}`);
  if (firings.length > 0) for (const line of ['', ...textTable(columns, firings.slice(-mostShown))]) say(line);
  if (firings.length > mostShown) say(`the newest ${mostShown} of ${firings.length}; all of them with --json`);
  return exitCodes.ok;
}
