import type { DemoTeam } from '#demo/accounts.ts';
import { type WorkteamRow, workteams } from './workforce.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Labeling jobs that come back, numbered. `shares` are the parts of a crew's time that even and odd numbers take, so that
 * two of a family may run side by side and nobody works on both at once.
 */
export type LabelingFamily = {
  id: string;
  crew: WorkteamRow;
  team: DemoTeam;
  everyMs: number;
  offsetMs: number;
  objects: number;
  /** Median seconds from accepting a task to submitting it. */
  handleSeconds: number;
  shares: readonly [readonly [number, number], readonly [number, number]];
  task: 'BoundingBox' | 'TextClassification' | 'VideoObjectDetection' | 'NamedEntityRecognition';
  title: string;
  /** The part that a model labels after people have begun. */
  autoShare?: number;
  failsAtCreation?: boolean;
  stopsAfterMs?: number;
  key?: boolean;
};

const crew = (name: string): WorkteamRow => {
  const found = workteams.find((row) => row.name === name);
  if (!found) throw new RangeError(`There is no workteam ${name}`);
  return found;
};

const none = [0, 0] as const;

export const labelingFamilies: readonly LabelingFamily[] = [
  {
    id: 'shelf-boxes',
    crew: crew('shelf-crew-eu'),
    team: 'retail-labels',
    everyMs: 5 * dayMs,
    offsetMs: 8 * hourMs + 51 * 60_000,
    objects: 3600,
    handleSeconds: 246,
    shares: [
      [0, 0.45],
      [0.45, 0.9],
    ],
    task: 'BoundingBox',
    title: 'Draw a box round every product on the shelf',
    key: true,
  },
  {
    id: 'promo-tags',
    crew: crew('shelf-crew-eu'),
    team: 'retail-labels',
    everyMs: 4 * dayMs,
    offsetMs: 33 * hourMs,
    objects: 900,
    handleSeconds: 60,
    shares: [
      [0.9, 1],
      [0.9, 1],
    ],
    task: 'BoundingBox',
    title: 'Mark price and promotion tags',
    stopsAfterMs: 30 * hourMs,
  },
  {
    id: 'shelf-tags',
    crew: crew('shelf-crew-eu'),
    team: 'retail-labels',
    everyMs: 22 * hourMs,
    offsetMs: 11 * hourMs + 18 * 60_000,
    objects: 8400,
    handleSeconds: 120,
    shares: [none, none],
    task: 'BoundingBox',
    title: 'Mark shelf labels',
    failsAtCreation: true,
  },
  {
    id: 'receipt-text',
    crew: crew('receipt-crew-eu'),
    team: 'retail-labels',
    everyMs: 4 * dayMs,
    offsetMs: 31 * hourMs,
    objects: 2400,
    handleSeconds: 128,
    shares: [
      [0, 0.3],
      [0.3, 0.6],
    ],
    task: 'NamedEntityRecognition',
    title: 'Mark shop, date and sum on a receipt',
    key: true,
  },
  {
    id: 'intent-de',
    crew: crew('receipt-crew-eu'),
    team: 'search',
    everyMs: 3 * dayMs,
    offsetMs: 14 * hourMs,
    objects: 3000,
    handleSeconds: 118,
    shares: [
      [0.6, 0.8],
      [0.8, 1],
    ],
    task: 'TextClassification',
    title: 'What does the customer want?',
    autoShare: 0.61,
  },
  {
    id: 'cart-video',
    crew: crew('cart-crew-us'),
    team: 'retail-labels',
    everyMs: 5 * dayMs,
    offsetMs: 57 * hourMs,
    objects: 600,
    handleSeconds: 610,
    shares: [
      [0, 0.5],
      [0.5, 1],
    ],
    task: 'VideoObjectDetection',
    title: 'Follow every item into the cart',
  },
];
