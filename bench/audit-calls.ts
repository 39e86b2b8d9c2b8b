import type { CallRow } from './audit-call.ts';
import { accessRows } from './audit-calls-access.ts';
import { networkRows } from './audit-calls-network.ts';
import { sagemakerRows } from './audit-calls-sagemaker.ts';
import { storageRows } from './audit-calls-storage.ts';

/** What is done, and how often: names, sizes and members as CloudTrail's own records have them. */
export const callRows: readonly CallRow[] = [...sagemakerRows, ...storageRows, ...accessRows, ...networkRows];
