import { ActionsPanel, RefusalsPanel } from '#components/activity/deed-panels.tsx';
import { FirstsPanel } from '#components/activity/firsts-panel.tsx';
import { FoundList } from '#components/activity/found-list.tsx';
import { SessionsPanel } from '#components/activity/sessions-panel.tsx';
import { SubjectHead } from '#components/activity/subject-head.tsx';
import { WherePanels } from '#components/activity/where-panels.tsx';
import { EvidenceMenu } from '#components/audit/evidence-menu.tsx';
import { Histogram } from '#components/audit/histogram.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Settled } from '#components/ui/settled.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import type { Subject, SubjectField } from '#lib/audit/activity/subject.ts';
import { filterParameters } from '#lib/audit/filter.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { paths } from '#lib/catalog/paths.ts';
import { getActivity } from '#lib/queries/activity.ts';
import { findAllowedLater } from '#lib/queries/activity-allowed.ts';
import { listActivityDetections } from '#lib/queries/activity-detections.ts';
import { listFirsts } from '#lib/queries/activity-firsts.ts';
import { type AuditAsk, bucketSeconds, listAuditBuckets } from '#lib/queries/audit.ts';
import { listAuditCoverage } from '#lib/queries/audit-coverage.ts';
import { listAuditSessions } from '#lib/queries/audit-sessions.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName, accountNames } from '#lib/queries/setup.ts';
import { listStudioDomains } from '#lib/queries/studio-domains.ts';
import { getSubjectFacts } from '#lib/queries/subject-facts.ts';

type Props = { scope: TeamScope; ask: AuditAsk; subject: Subject; view: View & { search: Search } };

/** Of these, sessions say something: the others are met in any number of them. */
const inSessions: readonly SubjectField[] = ['who', 'sourceIdentity', 'identityUser', 'key', 'through', 'ip'];

/** Sessions, with what says how complete they are and who used Studio in them. */
async function readSessions(scope: TeamScope, ask: AuditAsk, now: number) {
  const [sessions, coverage] = await Promise.all([listAuditSessions(scope, ask), listAuditCoverage(scope, now)]);
  const lanes = sessions.chains.flatMap(({ hops }) => hops.map(({ lane }) => lane));
  const roles = lanes.flatMap(({ accounts, through }) =>
    through ? accounts.map((account) => ({ account, role: through })) : [],
  );
  const unique = new Map(roles.map((one) => [`${one.account} ${one.role}`, one]));
  return { sessions, coverage, domains: await listStudioDomains(scope, [...unique.values()]) };
}

/** All that a person, a role, an address, a key or an error did in the window. */
export function SubjectActivity({ scope, ask, subject, view }: Props) {
  const { team } = ask;
  const { search } = view;
  const context = { team, view };
  const parameters = filterParameters(ask.filter);
  const asked = Object.fromEntries(parameters);
  const known = getActivity(scope, ask);
  const activity = settle(known);
  const head = settle(Promise.all([known, getSubjectFacts(scope, ask, subject)]));
  const buckets = settle(listAuditBuckets(scope, ask));
  const sessions = inSessions.includes(subject.field) ? settle(readSessions(scope, ask, view.now)) : null;
  const firsts = settle(Promise.all([known, listFirsts(scope, ask)]));
  const found = settle(listActivityDetections(scope, ask, subject));
  const refusals = settle(known.then(async (one) => ({ one, later: await findAllowedLater(scope, ask, one.refusals) })));
  const others = parameters.filter(([name]) => name !== subject.field).map(([name, values]) => `${name} ${values.join(' or ')}`);
  return (
    <>
      <Soon of={head} title={subject.value} loading={<PanelLoading title={subject.value} rows={3} />}>
        {([one, facts]) => (
          <SubjectHead
            {...context}
            subject={subject}
            activity={one}
            facts={facts}
            search={hrefWith(paths.section(team, 'audit'), search, {})}
            accountName={accountName}
            narrowed={others.length === 0 ? null : others.join(', ')}
            evidence={<EvidenceMenu of="audit" count={one.figures.events} team={team} view={view} search={search} />}
          />
        )}
      </Soon>
      <Soon of={buckets} title="Events over time" loading={<PanelLoading title="Events over time" rows={1} rowHeight={48} />}>
        {(bars) => <Histogram buckets={bars} stepSeconds={bucketSeconds(view.from, view.to)} view={view} />}
      </Soon>
      {sessions && (
        <Soon of={sessions} title="Sessions" loading={<PanelLoading title="Sessions" rows={6} rowHeight={48} />}>
          {(value) => (
            <SessionsPanel
              {...context}
              {...value}
              accountName={accountName}
              exports={exportLinks('audit-sessions', team, search)}
            />
          )}
        </Soon>
      )}
      <Soon of={activity} title="What it did" loading={<PanelLoading title="What it did" rows={10} />}>
        {(one) => <ActionsPanel {...context} activity={one} asked={asked} exports={exportLinks('activity', team, search)} />}
      </Soon>
      <Settled of={refusals} title="Refused and failed">
        {({ one, later }) => <RefusalsPanel {...context} activity={one} asked={asked} later={later} />}
      </Settled>
      <div className="panels">
        <Settled of={firsts} title="First times">
          {([one, list]) => <FirstsPanel {...context} activity={one} firsts={list} asked={asked} />}
        </Settled>
        <Settled of={found} title="What rules found">
          {(list) => <FoundList {...context} found={list} />}
        </Settled>
        <Settled of={activity} title="From where">
          {(one) => <WherePanels {...context} activity={one} asked={asked} about={subject.field} names={accountNames()} />}
        </Settled>
      </div>
    </>
  );
}
