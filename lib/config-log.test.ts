import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';

const problems = (text: string): readonly string[] => {
  try {
    parseConfig(text, 'f');
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)];
  }
};

test('a log server needs a name alone; the port is that of syslog over TLS', () => {
  expect(parseConfig('log: { syslog: { host: logs.example } }', 'f').log).toEqual({
    syslog: { host: 'logs.example', port: 6514 },
  });
  const whole = { host: '10.0.0.9', port: 7000, ca: 'ca.pem', certificate: 'c.pem', key: 'k.pem' };
  expect(parseConfig(`log: { syslog: ${JSON.stringify(whole)} }`, 'f').log).toEqual({ syslog: whole });
  expect(parseConfig('', 'f').log).toBeUndefined();
});

test.each([
  ['log: {}', 'f:1:6 log.syslog: expected a mapping, but it is missing'],
  ['log: { syslog: { port: 1 } }', 'log.syslog.host: expected the name or address of a log server'],
  ['log: { syslog: { host: "https://logs.example" } }', 'log.syslog.host: expected the name or address of a log server'],
  ['log: { syslog: { host: a, port: 70000 } }', 'log.syslog.port: expected a port'],
  ['log: { syslog: { host: a, key: k.pem } }', 'log.syslog: expected certificate and key together, or neither'],
  ['log: { syslog: { host: a, tls: false } }', 'log.syslog.tls: unknown key'],
  ['log: { syslgo: { host: a } }', 'log.syslgo: unknown key (did you mean syslog?)'],
])('%s: %s', (text, problem) => {
  expect(problems(text).join('\n')).toContain(problem);
});
