import type { ReactNode } from 'react';
import { activityHref } from '#components/activity/activity-href.ts';
import { RevealButton } from '#components/people/reveal-button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import { type SubjectField, subjectRows } from '#lib/audit/activity/subject.ts';
import type { AuditField } from '#lib/audit/filter.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import { paths, resourcePath } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatExact } from '#lib/format.ts';
import type { AuditEventRecord } from '#lib/queries/audit-event.ts';

const absent = <span className="text-ink-3">not in the record</span>;
const orAbsent = (text: string | null): ReactNode => (text ? <span title={text}>{text}</span> : absent);

export type EventFactsProps = {
  event: AuditEventRecord;
  team: string;
  view: View;
  /** Whether the reader may ask for all that this person did. */
  mayFollow: boolean;
  /** Whether the reader may ask for events by the identity behind a session. */
  mayName: boolean;
  /** For who may learn the name behind the pseudonym of `who`; null for everybody else. */
  reveal: { isFresh: boolean } | null;
};

/** What the record names, and more by the same person, key or address. */
export function EventFacts({ event, team, view, mayFollow, mayName, reveal }: EventFactsProps) {
  const audit = paths.section(team, 'audit');
  const more = (label: string, patch: Record<string, string>) => <Link href={hrefWith(audit, keep(view), patch)}>{label}</Link>;
  const search = (field: AuditField, value: string | null, may = true): ReactNode =>
    value && may ? (
      <Link href={hrefWith(audit, keep(view), { [field]: value })} title={`Events of this: ${value}`}>
        {value}
      </Link>
    ) : (
      orAbsent(value)
    );
  return (
    <div>
      <Panel title="What it names">
        {event.resources.length === 0 ? (
          <p className="text-12 text-ink-2">No resource of a kind that is collected.</p>
        ) : (
          <Facts
            facts={event.resources.map((resource) => ({
              label: isResourceKind(resource.kind) ? kindRow(resource.kind).one : resource.kind,
              value: resource.team ? (
                <Link
                  href={`${resourcePath(team, resource.kind, { account: resource.owner, region: resource.region, name: resource.name })}${view.query}`}
                >
                  {resource.name}
                </Link>
              ) : (
                <span title="not in the inventory">{resource.name}</span>
              ),
            }))}
          />
        )}
        {event.targets.length > 0 && (
          <ul className="pt-2 font-mono text-11 break-all text-ink-2">
            {event.targets.map((target) => (
              <li key={target}>{target}</li>
            ))}
          </ul>
        )}
      </Panel>
      {reveal && (
        <Panel title="Who it was">
          <p className="flex flex-wrap items-center gap-3 text-12 text-ink-2">
            {event.who}
            <RevealButton pseudonym={event.who} label={event.who} {...reveal} />
          </p>
        </Panel>
      )}
      <Panel title="How it came">
        <Facts
          facts={[
            { label: 'Principal', value: orAbsent(event.principalArn) },
            { label: 'Identity type', value: orAbsent(event.userType) },
            { label: 'Access key', value: search('key', event.accessKeyId, mayFollow) },
            { label: 'Source identity', value: search('sourceIdentity', event.sourceIdentity, mayName) },
            { label: 'Identity Center user', value: search('identityUser', event.identityUser, mayName) },
            { label: 'MFA', value: event.mfa === null ? absent : search('mfa', event.mfa ? 'yes' : 'no') },
            { label: 'User agent', value: search('agent', event.userAgent) },
            { label: 'VPC endpoint', value: search('vpce', event.vpcEndpoint) },
            { label: 'TLS', value: search('tls', event.tlsVersion) },
            { label: 'Error', value: event.errorCode ? search('error', event.errorCode) : 'none' },
            { label: 'Event type', value: orAbsent(event.eventType) },
            { label: 'Category', value: orAbsent(event.category) },
            { label: 'Read only', value: event.readOnly === null ? absent : event.readOnly ? 'yes' : 'no' },
            { label: 'Received', value: formatExact(event.receivedAt, view.zone) },
          ]}
        />
      </Panel>
      <Follow event={event} team={team} view={view} mayFollow={mayFollow} mayName={mayName} />
      <Panel title="More like it">
        <ul className="leading-7 grid gap-1 text-12">
          {mayFollow && <li>{more(`events by ${event.who}`, { who: event.who })}</li>}
          {event.sourceIp && <li>{more(`events from ${event.sourceIp}`, { ip: event.sourceIp })}</li>}
          <li>{more(`${event.eventName} by anyone`, { action: event.eventName })}</li>
          {event.result !== 'ok' && <li>{more(`all ${event.result} events`, { result: event.result })}</li>}
        </ul>
      </Panel>
    </div>
  );
}

/** Whom and what the event can be followed by: all that it did, on one page. */
function Follow({ event, team, view, mayFollow, mayName }: Omit<EventFactsProps, 'reveal'>) {
  const subjects: readonly [SubjectField, string | null, boolean][] = [
    ['who', event.who, mayFollow],
    ['sourceIdentity', event.sourceIdentity === event.who ? null : event.sourceIdentity, mayName],
    ['through', event.through, true],
    ['key', event.accessKeyId, mayFollow],
    ['ip', event.sourceIp, true],
    ['error', event.errorCode, true],
  ];
  return (
    <Panel title="All that it did" subtitle="in this range">
      <Facts
        facts={subjects.flatMap(([field, value, may]) =>
          value && may
            ? [
                {
                  label: subjectRows[field].one,
                  value: (
                    <Link href={activityHref({ team, view }, field, value)} title={value}>
                      {field === 'who' ? principalLabel(value) : value}
                    </Link>
                  ),
                },
              ]
            : [],
        )}
      />
    </Panel>
  );
}

const keep = (view: View) => Object.fromEntries(new URLSearchParams(view.query));
