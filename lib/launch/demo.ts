import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../postgres/server.ts';
import { type Running, startChild } from './child.ts';
import { type Environment, without } from './environments.ts';
import { demoNeeds } from './needs.ts';

/** What the demo account says when it is ready: among others, the environment that points an SDK at it. */
const readySchema = z.object({ config: z.string(), environment: z.record(z.string(), z.string()) });

export type DemoPlan = { root: string; home: string; environment: Environment };

/**
 * Prepares the demo account as a process of its own on a loopback port that stays the same over restarts.
 * TRAILWATCH_DEMO_ARGS adds flags for it (seed, scale, faults), separated by spaces.
 */
export async function demoAccount({ root, home, environment }: DemoPlan): Promise<{ start: () => Promise<Running> }> {
  const port = await freePort();
  const extra = environment.TRAILWATCH_DEMO_ARGS?.split(' ').filter(Boolean) ?? [];
  const args = [join(root, 'demo/main.ts'), '--port', String(port), '--home', home, ...extra];
  return {
    start: async () =>
      startChild({
        args,
        root,
        env: { ...without(environment, 'database', 'aws', 'sign-in'), NODE_ENV: 'production' },
        needs: demoNeeds({ root, home }),
        logFile: join(home, 'logs/demo.log'),
        readyLine: true,
      }),
  };
}

/** The variables that make worker and command line take the demo account for AWS, from what it said when it was ready. */
export function demoVariables(readyLine: string): Record<string, string> {
  const { config, environment } = readySchema.parse(JSON.parse(readyLine));
  return { ...environment, TRAILWATCH_DEMO: '1', TRAILWATCH_DEMO_CONFIG: config };
}
