import { TrailwatchError } from '#lib/errors.ts';
import { backtestRule } from '../alerts-backtest.ts';
import { testChannel } from '../alerts-test.ts';
import type { Command } from '../command.ts';

const verbs = { backtest: backtestRule, test: testChannel } as const;
const isVerb = (text: string): text is keyof typeof verbs => Object.hasOwn(verbs, text);

export const command: Command = {
  name: 'alerts',
  summary: 'Say what a rule would have told, or try a channel',
  usage: [
    'npm run trailwatch -- alerts backtest RULE [--since 15d] [--config FILE] [--json]',
    'npm run trailwatch -- alerts test CHANNEL [--json]',
    'backtest: runs a rule of alerts.rules over what is stored by the minute of what lives now. --config: a file that is not in use yet.',
    'test: tells the channel of an alert that there is not; where it pages somebody, that is ended at once.',
    'Exit status: 0 ok, 1 the channel did not take it, 2 there is no such rule or channel.',
  ].join('\n'),
  options: { since: { type: 'string' }, config: { type: 'string' } },
  needs: ({ positionals: [verb] }) => (verb === 'backtest' ? ['database'] : []),
  async run(invocation) {
    const [verb = '', name] = invocation.positionals;
    if (!isVerb(verb) || name === undefined) {
      throw new TrailwatchError('invalid', 'expected: alerts backtest RULE, or alerts test CHANNEL', {
        mend: 'npm run trailwatch -- alerts --help',
      });
    }
    return verbs[verb](invocation);
  },
};
