import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { prometheusText } from '#lib/api/prometheus.ts';
import { getOwnHealth } from '#lib/queries/own-health.ts';
import { familiesOf } from './families.ts';

const media = 'text/plain; version=0.0.4; charset=utf-8';

export const GET = operation({
  id: 'readMetrics',
  summary: 'How Trailwatch itself does, as Prometheus reads it',
  permission: 'collection.read',
  loopback: true,
  answers: { status: 200, body: z.string(), media: [media] },
  act: async ({ caller, now }) =>
    new Response(prometheusText(familiesOf(await getOwnHealth(caller.scope, now))), {
      headers: { 'Content-Type': media, 'Cache-Control': 'no-store' },
    }),
});
