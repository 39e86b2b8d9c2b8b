import { alarms } from './alarms.ts';
import { audit } from './audit.ts';
import type { Collector } from './context.ts';
import { inventory } from './inventory/inventory.ts';
import { metrics } from './metrics/metrics.ts';
import { paced } from './pace.ts';
import { scaling } from './scaling.ts';
import { trails } from './trails/trails.ts';
import { workforce } from './workforce.ts';

/**
 * Every collector, in the order of a first cycle: what must exist before there is anything to measure, then its numbers, then the rest.
 * Those whose calls cost wait for the budget.
 */
export const collectors: readonly Collector[] = [inventory, metrics, audit, trails, scaling, paced(alarms, 'screen'), workforce];
