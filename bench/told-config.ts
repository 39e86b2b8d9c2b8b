import { type Config, parseConfig } from '#lib/config.ts';

export const toldPlace = { account: '111122223333', region: 'eu-west-1' };

/** One webhook, on this machine. */
export const toldConfig = (url: string): Config =>
  parseConfig(
    JSON.stringify({
      alerts: {
        url: 'https://trailwatch.example',
        allowPrivate: true,
        channels: [{ id: 'hook', kind: 'webhook', url, secret: 'a secret of sixteen' }],
      },
    }),
    'bench',
  );
