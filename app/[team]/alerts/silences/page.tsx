import type { Metadata } from 'next';
import { SilenceFormPanel } from '#components/alerts/silence-form-panel.tsx';
import { silenceForm, silencePrefill } from '#components/alerts/silence-prefill.ts';
import { SilencesPanel, silenceTotals } from '#components/alerts/silences-panel.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { can } from '#lib/catalog/roles.ts';
import { allRules } from '#lib/queries/rules.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';
import { listTeams } from '#lib/queries/shell.ts';
import { listSilences } from '#lib/queries/silences.ts';

export const metadata: Metadata = { title: 'Silences' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function SilencesPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search } = view;
  const { scope, role } = await requireViewer();
  const mayMake = view.asOf === null && can(role, 'alerts.acknowledge');
  const seesAll = scope.teams === 'all';
  const silences = settle(listSilences(scope, { team, now: view.now, from: view.from }));
  const teams = settle(mayMake ? listTeams(scope) : Promise.resolve([]));
  const shown = { team, view, names: accountNames() };
  const form = { prefill: silencePrefill(search), rules: await allRules(scope), seesAll };
  return (
    <>
      <PageHead
        title="Silences"
        sentence={
          <Soon of={silences} loading="counting">
            {(list) => silenceTotals(list, view)}
          </Soon>
        }
        actions={
          mayMake && (
            <LinkButton className="lg:hidden" href={`#${silenceForm}`}>
              New silence
            </LinkButton>
          )
        }
      />
      <div className={mayMake ? 'with-aside' : undefined}>
        <div className="min-w-0">
          <Soon of={silences} title="Silences" loading={<PanelLoading title="Silences" rows={4} rowHeight={48} />}>
            {(list) => (
              <SilencesPanel
                {...shown}
                list={list}
                mayMake={mayMake}
                mayEnd={({ team: of }) => mayMake && (seesAll || of !== 'all')}
                exports={exportLinks('silences', team, search)}
              />
            )}
          </Soon>
        </div>
        {mayMake && (
          <div className="min-w-0">
            <Soon of={teams} title="New silence" loading={<PanelLoading title="New silence" rows={8} />}>
              {(list) => <SilenceFormPanel {...shown} {...form} teams={list} />}
            </Soon>
          </div>
        )}
      </div>
    </>
  );
}
