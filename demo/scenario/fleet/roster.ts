import { labRows } from './roster-lab.ts';
import { prodEuRows } from './roster-prod-eu.ts';
import { prodUsRows } from './roster-prod-us.ts';
import type { Row } from './row.ts';

/** The forty endpoints that have a story; larger fleets add grown ones. */
export const roster: readonly Row[] = [...prodEuRows, ...prodUsRows, ...labRows];
