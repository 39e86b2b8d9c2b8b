import { z } from 'zod';

const bucket = z
  .string('expected the name of a bucket')
  .regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'expected the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens',
  );

/** As CloudTrail is told it, without the AWSLogs that it adds. */
const prefix = z
  .string('expected a prefix')
  .max(200, 'expected 200 characters at most')
  .refine((text) => !/(^|\/)AWSLogs(\/|$)/.test(text), 'expected what stands before AWSLogs, without it')
  .transform((text) => text.replace(/^\/+|\/+$/g, ''))
  .default('');

const source = z
  .strictObject({
    bucket,
    prefix,
    region: z
      .string()
      .regex(
        /^[a-z]{2,4}(-[a-z]{2,4})?-(central|(north|south)?(east|west)|north|south)-\d{1,2}$/,
        'expected an AWS Region like eu-west-1',
      ),
    /** Who may read the bucket, usually in a log-archive account; omitted: the default credentials. */
    role: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'expected the ARN of a role: arn:aws:iam::<account>:role/<name>')
      .optional(),
    externalId: z.string().min(2).max(1224).optional(),
  })
  .refine((row) => !row.externalId || row.role, {
    path: ['externalId'],
    error: 'expected a role beside it: an external ID is used to assume one',
  });

/** The section `audit`: where trails deliver their log files, beside those that DescribeTrails tells of. */
export const auditSection = z.strictObject({
  /** How far back log files are read; as long as retention.audit keeps what is in them where nothing is said. */
  history: z
    .string('expected a number of days like 90d')
    .regex(/^[1-9]\d{0,4}d$/, 'expected a number of days like 90d')
    .transform((text) => Number.parseInt(text, 10))
    .optional(),
  sources: z
    .array(source)
    .default([])
    .superRefine((rows, context) => {
      rows.forEach((row, index) => {
        const isAgain = rows.findIndex((one) => one.bucket === row.bucket && one.prefix === row.prefix) < index;
        if (isAgain) context.addIssue({ code: 'custom', path: [index], message: 'expected each bucket and prefix once' });
      });
    }),
});
