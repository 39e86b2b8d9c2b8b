import type { Metadata } from 'next';
import { AccountHead } from '#components/accounts/account-head.tsx';
import { QuotaTable } from '#components/accounts/quota-table.tsx';
import { RegionsPanel } from '#components/accounts/regions-panel.tsx';
import { SessionPanel } from '#components/accounts/session-panel.tsx';
import { SourceTable } from '#components/runs/source-table.tsx';
import { TroublesPanel } from '#components/runs/troubles-panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { getAccount, listAccountCalls } from '#lib/queries/accounts.ts';
import { listTroubles } from '#lib/queries/run-failures.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';
import { listSources } from '#lib/queries/sources.ts';
import { orNotFound } from '../../../../or-not-found.ts';

type Props = { params: Promise<{ team: string; account: string }>; searchParams: Promise<Search> };

export const metadata: Metadata = { title: 'Account' };

export default async function AccountPage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded.team);
  const { now, search } = view;
  const { scope } = await requireViewer();
  const row = await getAccount(scope, { id: decodeURIComponent(encoded.account), now }).catch(orNotFound);
  const { id } = row;
  const isOff = new Set(row.regions.map(({ region }) => region));
  const reading = listSources(scope, { now, from: view.from, to: view.to, account: id }).then((list) =>
    list.filter(({ region }) => !isOff.has(region)),
  );
  const sources = settle(reading);
  const all = listTroubles(scope, now);
  const troubles = settle(Promise.all([all.then((list) => list.filter(({ account }) => account === id)), reading]));
  const calls = settle(listAccountCalls(scope, { id, now }));
  const about = { team, view, names: accountNames() };
  const isAsked = row.leftAt === null && row.state === 'ACTIVE';
  return (
    <>
      <AccountHead row={row} view={view} />
      {isAsked && (
        <Soon
          of={troubles}
          title="What is in the way"
          loading={<PanelLoading title="What is in the way" rows={2} rowHeight={48} />}
        >
          {([list, of]) => <TroublesPanel troubles={list} sources={of} {...about} />}
        </Soon>
      )}
      <div className="panels">
        <SessionPanel row={row} view={view} />
        <Soon of={sources} title="Regions" loading={<PanelLoading title="Regions" rows={2} />}>
          {(list) => <RegionsPanel row={row} sources={list} view={view} />}
        </Soon>
      </div>
      <Soon of={sources} title="Sources" loading={<PanelLoading title="Sources" rows={6} />}>
        {(list) => <SourceTable sources={list} {...about} exports={exportLinks('sources', team, search)} />}
      </Soon>
      <Soon of={calls} title="AWS calls of the day" loading={<PanelLoading title="AWS calls of the day" rows={8} />}>
        {(list) => <QuotaTable calls={list} now={now} />}
      </Soon>
    </>
  );
}
