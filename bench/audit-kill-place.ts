import { stringify } from 'yaml';
import { externalId, logArchive, readerRole } from '#demo/accounts.ts';

/** Below which the log files lie: the demo's own trails deliver elsewhere in the bucket. */
export const killPrefix = 'bench';

const account = '111122223333';

/** One bucket, and an account that nothing is collected of. */
export const killConfig = stringify({
  accounts: [
    {
      ...{ id: account, name: 'ml-prod', regions: ['eu-west-1'], externalId },
      role: `arn:aws:iam::${account}:role/${readerRole}`,
    },
  ],
  audit: {
    sources: [
      {
        ...{ bucket: logArchive.bucket, prefix: killPrefix, region: logArchive.region, externalId: logArchive.externalId },
        role: `arn:aws:iam::${logArchive.account}:role/${logArchive.role}`,
      },
    ],
  },
});
