import { z } from 'zod';
import { silenceWord, silenceWords } from '#lib/alerts/silences.ts';
import { instant, iso, isoOrNull } from '#lib/api/fields.ts';
import type { SilenceRecord } from '#lib/queries/silences.ts';

/** A silence, as the API tells it. */
export const silence = z.object({
  id: z.number().int(),
  state: z.enum(silenceWords),
  team: z.string().describe('Whose alerts: a slug, or all'),
  rules: z.array(z.string()).describe('Empty: of any rule'),
  kinds: z.array(z.string()).describe('Empty: of any kind of resource'),
  account: z.string().nullable(),
  region: z.string().nullable(),
  name: z.string().nullable().describe('Of the resource, whole; * stands for any text'),
  startsAt: instant,
  endsAt: instant,
  reason: z.string(),
  madeBy: z.string(),
  madeAt: instant,
  endedAt: instant.nullable().describe('When somebody ended it before its time'),
  endedBy: z.string().nullable(),
  matches: z.number().int().describe('Open alerts that it silences, or would once it begins'),
});

export const toldSilence = ({ ruleTitles: _, ...row }: SilenceRecord, now: number): z.infer<typeof silence> => ({
  ...row,
  rules: [...row.rules],
  kinds: [...row.kinds],
  state: silenceWord(row, now),
  startsAt: iso(row.startsAt),
  endsAt: iso(row.endsAt),
  madeAt: iso(row.madeAt),
  endedAt: isoOrNull(row.endedAt),
});
