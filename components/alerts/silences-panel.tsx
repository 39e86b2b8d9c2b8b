import { TableFrame } from '#components/table/table-frame.tsx';
import { type SilenceWord, silenceWord } from '#lib/alerts/silences.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import type { SilenceList } from '#lib/queries/silences.ts';
import { windowWords } from './count-words.ts';
import { SilenceTable, type SilenceTableProps } from './silence-table.tsx';

export type SilencesPanelProps = Omit<SilenceTableProps, 'rows' | 'empty'> & {
  list: SilenceList;
  /** The reader has the form beside it. */
  mayMake: boolean;
  exports: { csv: string; json: string };
};

/** "2 active, 1 planned, 4 over in the last 24 h". */
export function silenceTotals({ rows }: SilenceList, view: SilenceTableProps['view']): string {
  const of = (word: SilenceWord): string => {
    const count = rows.filter((row) => silenceWord(row, view.now) === word).length;
    return count === 0 ? 'none' : formatFigure(count, 'count').text;
  };
  return `${of('active')} active, ${of('planned')} planned, ${of('over')} over ${windowWords(view)}`;
}

const Empty = ({ mayMake }: { mayMake: boolean }) => (
  <p>
    Nothing is silenced or planned to be. A silence tells nobody of the alerts that it is about, until it ends: for a deployment,
    a maintenance window, or a fault that somebody works on. They are judged and listed all the while, and what still fires at its
    end is told then. {mayMake && 'Make one with the form, or from an alert, by “Silence…”.'}
  </p>
);

/** The table of silences: those that hold or are planned, and those that ended in the window. */
export function SilencesPanel({ list, mayMake, exports, ...context }: SilencesPanelProps) {
  return (
    <TableFrame
      title="Silences"
      subtitle={`active, planned, or over ${windowWords(context.view)}`}
      exports={exports}
      foot={
        <span>
          {formatCount(list.rows.length, 'silence', 'silences')} shown{list.hasMore ? ': there are more. Narrow the time.' : ''}
        </span>
      }
    >
      <SilenceTable rows={list.rows} empty={<Empty mayMake={mayMake} />} {...context} />
    </TableFrame>
  );
}
