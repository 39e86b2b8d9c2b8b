import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { JournalPanel } from '#components/journal/journal-panel.tsx';
import { ShippingLine } from '#components/journal/shipping-line.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { countJournal, listJournal } from '#lib/queries/journal.ts';
import { isJournalFiltered, journalFieldNames, journalFields, parseJournalFilter } from '#lib/queries/journal-filter.ts';
import { getJournalShipping } from '#lib/queries/journal-shipping.ts';
import { settle } from '#lib/queries/settle.ts';
import { clockFrom } from '#lib/time.ts';

export const metadata: Metadata = { title: 'Journal' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const pageSize = 100;
const fields = journalFieldNames.map((name) => ({ name, label: journalFields[name].label }));

export default async function JournalPage({ params, searchParams }: Props) {
  const [{ team }, view] = await Promise.all([params, readView(searchParams)]);
  const { role, scope, isFresh } = await requireViewer();
  // The journal is of the installation: no team has a part of it.
  if (team !== 'all' || !can(role, 'journal.read')) notFound();
  const { search } = view;
  const filter = parseJournalFilter(search);
  const asked = { from: view.from, to: view.to, filter };
  const journal = settle(
    Promise.all([
      listJournal(scope, { ...asked, limit: pageSize, cursor: firstValue(search, 'page') }),
      countJournal(scope, asked),
      getJournalShipping(scope),
    ]).then(([page, counts, shipping]) => ({ page, counts, shipping })),
  );
  const about = { view, search, fields, pageSize, path: paths.section(team, 'journal'), isFiltered: isJournalFiltered(filter) };
  return (
    <>
      <PageHead
        title="Journal"
        sentence="Sign-ins, denials, changes, exports and look-ups in Trailwatch itself. Every row is chained to the one before; “npm run trailwatch -- audit verify --journal” proves it."
      />
      <Soon of={journal} title="Journal" loading={<PanelLoading title="Journal" rows={20} />}>
        {({ shipping, ...value }) => (
          <>
            {shipping && <ShippingLine shipping={shipping} now={clockFrom(process.env).now()} />}
            <JournalPanel {...value} {...about} exports={isFresh ? exportLinks('journal', team, search) : null} />
          </>
        )}
      </Soon>
    </>
  );
}
