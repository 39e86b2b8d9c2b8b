import type { Operation } from '../../scenario/types.ts';
import { lookupEvents } from './lookup-events.ts';

export const operations: Record<string, Operation> = { 'cloudtrail.LookupEvents': lookupEvents };
