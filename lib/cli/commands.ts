import type { Command } from './command.ts';

/** Every command, by name; each file is loaded only when its command runs (or --help lists all). */
export const commands: Record<string, () => Promise<{ command: Command }>> = {
  start: () => import('./commands/start.ts'),
  db: () => import('./commands/db.ts'),
  build: () => import('./commands/build.ts'),
  health: () => import('./commands/health.ts'),
  worker: () => import('./commands/worker.ts'),
  collect: () => import('./commands/collect.ts'),
  doctor: () => import('./commands/doctor.ts'),
  cost: () => import('./commands/cost.ts'),
  backfill: () => import('./commands/backfill.ts'),
  'setup-link': () => import('./commands/setup-link.ts'),
  people: () => import('./commands/people.ts'),
  policy: () => import('./commands/policy.ts'),
  audit: () => import('./commands/audit.ts'),
  journal: () => import('./commands/journal.ts'),
  alerts: () => import('./commands/alerts.ts'),
  key: () => import('./commands/key.ts'),
};
