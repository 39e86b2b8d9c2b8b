import { z } from 'zod';

const hostExpected = 'expected the name or address of a log server, as its certificate has it';
const file = z.string('expected the path of a PEM file').min(1, 'expected the path of a PEM file');

const syslog = z
  .strictObject({
    host: z.string(hostExpected).regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$|^::1$/, hostExpected),
    port: z.int('expected a port').min(1, 'expected a port').max(65_535, 'expected a port').default(6514),
    /** Who signed the server's certificate; without it, the authorities that Node trusts. */
    ca: file.optional(),
    /** Ours, where the server asks for one. */
    certificate: file.optional(),
    key: file.optional(),
  })
  .refine(({ certificate, key }) => (certificate === undefined) === (key === undefined), {
    error: 'expected certificate and key together, or neither',
  });

/** `log:` of trailwatch.yaml: the log server that the journal and security warnings are sent to, over TLS alone. */
export const logSection = z.strictObject({ syslog });

export type SyslogReceiver = z.infer<typeof syslog>;
