import { Link } from '#components/ui/link.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import { readyQuestions } from '#lib/audit/detections/questions.ts';
import { paths } from '#lib/catalog/paths.ts';

/** What auditors come to ask, one click each; the answer keeps the window of the page. */
export function ReadyQuestions({ team, view }: { team: string; view: View }) {
  const search = Object.fromEntries(new URLSearchParams(view.query));
  return (
    <nav aria-label="Ready questions">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-12">
        {readyQuestions.map(({ ask, rules }) => (
          <li key={ask}>
            <Link href={hrefWith(paths.section(team, 'detections'), search, { rule: [...rules] })}>{ask}</Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
