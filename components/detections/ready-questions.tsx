import { Link } from '#components/ui/link.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import { readyQuestions } from '#lib/audit/detections/questions.ts';
import type { RuleId } from '#lib/audit/detections/rules.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatFigure } from '#lib/format.ts';
import type { DetectionCount } from '#lib/queries/detections.ts';

export type ReadyQuestionsProps = {
  team: string;
  view: View;
  /** The rules that are asked for now. */
  chosen?: readonly RuleId[];
  /** Of the window; null where they are not counted, or not yet. */
  counts?: readonly DetectionCount[] | null;
};

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

const countOf = (counts: readonly DetectionCount[], rules: readonly string[]): number =>
  counts.filter(({ rule }) => rules.includes(rule)).reduce((sum, { count }) => sum + count, 0);

/** What auditors come to ask, one click each, and how many rows the answer has; it keeps the window of the page. */
export function ReadyQuestions({ team, view, chosen = [], counts = null }: ReadyQuestionsProps) {
  const search = Object.fromEntries(new URLSearchParams(view.query));
  return (
    <nav aria-label="Ready questions">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-12">
        {readyQuestions.map(({ ask, rules }) => (
          <li key={ask} className="flex items-baseline gap-x-1.5">
            <Link
              className="link aria-[current=true]:font-head aria-[current=true]:text-ink"
              aria-current={isSame(chosen, rules) ? 'true' : undefined}
              href={hrefWith(paths.section(team, 'detections'), search, { rule: [...rules] })}
            >
              {ask}
            </Link>
            {counts !== null && <span className="figures text-ink-2">{formatFigure(countOf(counts, rules), 'count').text}</span>}
          </li>
        ))}
      </ul>
    </nav>
  );
}
