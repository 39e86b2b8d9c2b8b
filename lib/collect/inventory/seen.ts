import { at, textAt, timeAt } from '#lib/catalog/answer.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import type { Config } from '#lib/config.ts';
import type { ReadBy, SeenResource, Standing } from '#lib/store/resources.ts';
import { decideTeam } from '#lib/teams/attribution.ts';
import { configurationOf, plainAnswer } from '../configuration.ts';
import type { Loose, Source } from './sources.ts';

const endings = /^(completed|failed|stopped|succeeded|deletefailed)$/i;

/** A job in this state never changes again and is never described again. */
export const isTerminal = (status: string | null): boolean => status !== null && endings.test(status);

/** ARNs that stand for a name end in it. */
export const nameOf = (source: Source, item: Loose): string => {
  const name = textAt(item, source.name) ?? '';
  return name.startsWith('arn:') ? (name.split('/').at(-1) ?? name) : name;
};

const date = (value: number | undefined): Date | null => (value === undefined ? null : new Date(value));

export type Look = {
  source: Source;
  item: Loose;
  answer: object;
  holder: string | null;
  readBy?: ReadBy;
  /** Tags that came with the answer; they are what is known from then on. */
  tags?: Readonly<Record<string, string>>;
};

/** The record of one resource from what List and Describe, or Search, said of it. */
export function seenFrom(
  { source, item, answer, holder, readBy = 'Describe', tags: given }: Look,
  known: Pick<Standing, 'tags' | 'tagsAt' | 'team' | 'teamReason'> | undefined,
  teams: Config['teams'],
): SeenResource {
  const whole = plainAnswer(answer);
  const description = (source.unwrap ? (at(whole, source.unwrap) ?? whole) : whole) as Loose;
  const { statusField, isJob } = kindRow(source.kind);
  const name = nameOf(source, item);
  const status = statusField ? (textAt(description, statusField) ?? null) : null;
  const hasEnded = isJob && isTerminal(status);
  const changedAt = source.changedAt ? timeAt(description, source.changedAt) : undefined;
  const tags = given ?? (known && known.tagsAt !== null ? known.tags : null);
  const parent = source.parent?.(description, holder) ?? null;
  const own = decideTeam({ kind: source.kind, name, tags }, teams);
  const kept = own.team === 'unowned' && parent !== null && known?.teamReason.startsWith('of ') ? known : null;
  return {
    ...{ kind: source.kind, name, tags: given ?? null, status, description, parent, readBy },
    arn: (source.arn ? (textAt(description, source.arn) ?? textAt(item, source.arn)) : null) ?? textAt(item, source.name) ?? name,
    ...(kept ? { team: kept.team, teamReason: kept.teamReason } : own),
    ...configurationOf(source.kind, description),
    createdAt: date(timeAt(description, source.createdAt) ?? timeAt(item, source.createdAt)),
    endedAt: hasEnded ? date(timeAt(description, source.endedAt ?? 'LastModifiedTime') ?? changedAt) : null,
    changedAt: date(changedAt),
  };
}
