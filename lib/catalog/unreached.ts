import { opensAfter } from './breaker.ts';

/** Why nothing is collected in an account and Region that were: it has left or is suspended, its Region answers nothing, its role is refused. */
export type Unreached = 'gone' | 'region' | 'role';

const isGone = (row: string): string =>
  `exists (select from account whose where whose.id = ${row}.account and (whose.left_at is not null or whose.state <> 'ACTIVE'))`;
const isOff = (row: string): string =>
  `exists (select from account_region off where (off.account, off.region) = (${row}.account, ${row}.region))`;

/** SQL: whether the account and Region of a row are asked at all: the account is there, and the Region answers. */
export const isAsked = (row: string): string => `(not ${isGone(row)} and not ${isOff(row)})`;

/** SQL: an `Unreached` for the account and Region of a row; null where they are collected. */
export const unreached = (row: string): string => `case when ${isGone(row)} then 'gone' when ${isOff(row)} then 'region'
  when exists (select from account_standing role where role.account = ${row}.account and role.refusals >= ${opensAfter}) then 'role' end`;
