import { dayMs } from '#lib/time.ts';

/** Of a longer window the newest part is looked at, which bounds what a page reads. */
export const longestWindowMs = 31 * dayMs;

/**
 * By which names and kinds records name a resource of a kind: records of services have ARNs alone, in small letters, and
 * Application Auto Scaling names what it scales ("endpoint/NAME/variant/VARIANT#…").
 */
export const subjectNames = (kind: string, name: string): string => `
  case when ${kind} in ('scaling_target', 'scaling_policy') then array[split_part(split_part(${name}, '#', 1), '/', 2)] else array[${name}, lower(${name})] end as names,
  case when ${kind} in ('scaling_target', 'scaling_policy') then array['endpoint', 'inference_component'] else array[${kind}] end as named`;
