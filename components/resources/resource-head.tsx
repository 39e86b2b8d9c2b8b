import { Asking } from '#components/shell/asking.tsx';
import { Owner } from '#components/teams/owner.tsx';
import { CopyCli, OpenInAws } from '#components/ui/actions.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Age, Instant } from '#components/ui/time.tsx';
import { screenKeys } from '#components/url/screen-keys.ts';
import type { View } from '#components/url/view.ts';
import { describeCli } from '#lib/catalog/aws-cli.ts';
import { consoleLink } from '#lib/catalog/console-links.ts';
import { paths } from '#lib/catalog/paths.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import type { ResourceRecord } from '#lib/queries/resources.ts';
import { Status } from './status.tsx';

export type ResourceHeadProps = {
  resource: ResourceRecord;
  view: View;
  accountName: string;
  /** Stands in place of AWS's status word. */
  state?: React.ReactNode;
  sentence?: React.ReactNode;
  facts?: { label: string; value: React.ReactNode }[];
  tabs: React.ReactNode;
};

/** Status, name and place of any resource, with the call that describes it. */
export function ResourceHead({ resource, view, accountName, state, sentence, facts = [], tabs }: ResourceHeadProps) {
  const { kind, deletedAt, createdAt } = resource;
  const isOver = deletedAt !== null || resource.endedAt !== null;
  return (
    <PageHead
      title={resource.name}
      state={state ?? <Status status={deletedAt === null ? (resource.isPast ? null : resource.status) : 'Deleted'} large />}
      sentence={sentence}
      actions={
        <>
          <OpenInAws href={consoleLink(kind, resource)} />
          <CopyCli command={describeCli(kind, resource)} />
          {resource.arn !== '' && <CopyButton text={resource.arn} label="Copy ARN" />}
        </>
      }
    >
      <Facts
        across
        facts={[
          { label: 'Kind', value: kindRow(kind).one },
          { label: 'Account', value: <span title={resource.account}>{accountName}</span> },
          { label: 'Region', value: resource.region },
          {
            label: 'Team',
            value: <Owner team={resource.team} reason={resource.teamReason} href={paths.board(resource.team)} />,
          },
          {
            label: createdAt === null ? 'First seen' : 'Created',
            value: <Instant at={createdAt ?? resource.firstSeenAt} moment={view} />,
          },
          ...(deletedAt === null ? [] : [{ label: 'Gone since', value: <Instant at={deletedAt} moment={view} /> }]),
          ...facts,
          {
            label: 'Read',
            value: (
              <Asking keys={isOver ? [] : screenKeys(view, [{ ...resource, kind }])}>
                <Age at={resource.lastSeenAt} moment={view} staleAfterMs={isOver ? undefined : 3_600_000} /> ago
                {resource.readBy === 'Search' && (
                  <span title={`Fields that ${kindRow(kind).describe} alone answers are not known.`}> by Search</span>
                )}
              </Asking>
            ),
          },
        ]}
      />
      {tabs}
    </PageHead>
  );
}
