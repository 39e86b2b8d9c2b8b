import type { Metadata } from 'next';
import { StudioNote } from '#components/activity/studio-note.tsx';
import { AroundPanel } from '#components/audit/around-panel.tsx';
import { ChainPanel } from '#components/audit/chain.tsx';
import { EventFacts } from '#components/audit/event-facts.tsx';
import { EventHead } from '#components/audit/event-head.tsx';
import { Neighbours } from '#components/audit/neighbours.tsx';
import { RecordPanel } from '#components/audit/record-panel.tsx';
import { RequestPanel } from '#components/audit/request-panel.tsx';
import { FoundPanel } from '#components/detections/found-panel.tsx';
import { ScriptPanel } from '#components/detections/script-panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Settled } from '#components/ui/settled.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { ConfirmationLine } from '#components/unexplained/confirmation-line.tsx';
import { readView } from '#components/url/read-view.ts';
import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { can } from '#lib/catalog/roles.ts';
import { getAuditEvent, getChain, getRequestDiff, listNeighbours } from '#lib/queries/audit-event.ts';
import { listEventDetections } from '#lib/queries/detections.ts';
import { withoutOthers } from '#lib/queries/person-names.ts';
import { arePeopleHidden, isPseudonym } from '#lib/queries/pseudonyms.ts';
import { listScriptChanges } from '#lib/queries/script-change.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';
import { findStudioUser } from '#lib/queries/studio-domains.ts';
import { findConfirmation } from '#lib/queries/unconfirmed-events.ts';
import { orNotFound } from '../../../or-not-found.ts';

export const metadata: Metadata = { title: 'Event' };

type Props = { params: Promise<{ team: string; eventId: string }>; searchParams: Promise<Search> };

export default async function EventPage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded.team);
  const eventId = decodeURIComponent(encoded.eventId);
  const { scope, role, person, isFresh } = await requireViewer();
  const event = await getAuditEvent(scope, { team, eventId, account: firstValue(view.search, 'account') }).catch(orNotFound);
  const diff = settle(getRequestDiff(scope, event));
  const chain = settle(Promise.all([getChain(scope, event), findStudioUser(scope, event)]));
  const neighbours = settle(listNeighbours(scope, team, event));
  const found = settle(listEventDetections(scope, team, event));
  const scripts = settle(listScriptChanges(scope, team, event));
  const confirmation = settle(findConfirmation(scope, { team, ...event, now: view.now }));
  const known = await diff;
  const whom = can(role, 'person.activity') ? 'everybody' : { own: person.email };
  const mayFollow = (await withoutOthers(scope, [event.who], whom)).size > 0;
  const isHidden = arePeopleHidden();
  const reveal = isHidden && isPseudonym(event.who) && can(role, 'person.reveal') ? { isFresh } : null;
  return (
    <>
      <EventHead
        event={event}
        diff={known.ok ? known.value : null}
        team={team}
        view={view}
        accountName={accountName(event.account)}
      />
      <Settled of={confirmation} title="Whether the inventory shows it">
        {(one) => <ConfirmationLine confirmation={one} team={team} view={view} />}
      </Settled>
      <AroundPanel event={event} team={team} view={view} />
      <Settled of={found} title="What rules found in it">
        {(list) => <FoundPanel detections={list} account={event.account} team={team} view={view} />}
      </Settled>
      <Soon
        of={chain}
        title="Who was really behind it"
        loading={<PanelLoading title="Who was really behind it" rowHeight={48} />}
      >
        {([value, studio]) => (
          <ChainPanel chain={value} moment={view} studio={studio && <StudioNote user={studio} team={team} view={view} />} />
        )}
      </Soon>
      <div className="panels">
        <Settled of={diff} title="What it asked for">
          {(value) => <RequestPanel diff={value} view={view} />}
        </Settled>
        <Soon of={neighbours} title="Before and after" loading={<PanelLoading title="Before and after" rows={8} />}>
          {(list) => <Neighbours neighbours={list} eventId={event.eventId} team={team} view={view} />}
        </Soon>
      </div>
      <Settled of={scripts} title="The script it wrote">
        {(list) => list.map((change) => <ScriptPanel key={change.hook} change={change} team={team} view={view} />)}
      </Settled>
      <div className="with-aside">
        <RecordPanel event={event} isHidden={isHidden} />
        <EventFacts
          event={event}
          team={team}
          view={view}
          mayFollow={mayFollow}
          mayName={whom === 'everybody' && !isHidden}
          reveal={reveal}
        />
      </div>
    </>
  );
}
