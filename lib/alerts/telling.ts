import type { AlertStep } from './decide.ts';
import type { AlertSubject } from './reading.ts';

/** A step of an alert that people are to be told of. `at` in epoch ms. */
export type Telling = AlertSubject & { rule: string; alert: string; seq: number; step: AlertStep; at: number };
/** With its resource's owner at this moment. */
export type OwnedTelling = Telling & { team: string };
