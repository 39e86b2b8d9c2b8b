import { absences } from './absence.ts';

/** How a state is shown: its word, the tone that colours it and the silhouette that carries it without colour. */
export type Tone = 'failing' | 'degraded' | 'unknown' | 'changing' | 'healthy' | 'quiet' | 'plain';
export type Shape =
  | 'octagon'
  | 'triangle'
  | 'question'
  | 'half'
  | 'check'
  | 'minus'
  | 'square'
  | 'clock'
  | 'pause'
  | 'barred'
  | 'switch'
  | 'dots'
  | 'arrow'
  | 'play';
export type WordRow = { word: string; tone: Tone; shape: Shape };

const row = (word: string, tone: Tone, shape: Shape): WordRow => ({ word, tone, shape });

/** Health, absences, and the states of jobs, runs, events and nodes, in the words a page uses. */
export const words = {
  failing: row('failing', 'failing', 'octagon'),
  degraded: row('degraded', 'degraded', 'triangle'),
  unknown: row('unknown', 'unknown', 'question'),
  changing: row('changing', 'changing', 'half'),
  healthy: row('healthy', 'healthy', 'check'),
  no_traffic: row(absences.no_traffic.word, 'quiet', 'minus'),
  not_begun: row(absences.not_begun.word, 'quiet', 'square'),
  ended: row(absences.ended.word, 'quiet', 'square'),
  late: row(absences.late.word, 'unknown', 'clock'),
  throttled: row(absences.throttled.word, 'unknown', 'pause'),
  denied: row(absences.denied.word, 'unknown', 'barred'),
  not_enabled: row(absences.not_enabled.word, 'quiet', 'switch'),
  not_published: row(absences.not_published.word, 'quiet', 'minus'),
  published_elsewhere: row(absences.published_elsewhere.word, 'quiet', 'arrow'),
  retired: row(absences.retired.word, 'quiet', 'barred'),
  not_collected: row(absences.not_collected.word, 'quiet', 'dots'),
  ok: row('ok', 'plain', 'check'),
  running: row('running', 'changing', 'play'),
  waiting: row('waiting', 'quiet', 'clock'),
  stopping: row('stopping', 'changing', 'half'),
  stopped: row('stopped', 'quiet', 'square'),
  completed: row('completed', 'healthy', 'check'),
  failed: row('failed', 'failing', 'octagon'),
  partial: row('partial', 'degraded', 'triangle'),
  /** A caller whom AWS refused; what Trailwatch itself may not read is `denied`. */
  refused: row('denied', 'failing', 'barred'),
  call_failed: row('failed', 'degraded', 'triangle'),
  unexplained: row('unexplained', 'unknown', 'question'),
  cannot_tell: row('cannot tell', 'unknown', 'question'),
} as const satisfies Record<string, WordRow>;

export type WordId = keyof typeof words;
