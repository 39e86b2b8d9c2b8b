import { DiffTable } from '#components/ui/diff-table.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { diffConfigurations } from '#lib/audit/configuration-diff.ts';
import { formatCount } from '#lib/format.ts';
import type { BiographyVersion } from '#lib/queries/biography.ts';
import type { ResourceVersion } from '#lib/queries/resources.ts';
import { type LaneLinks, whoOf } from './chapter-rows.ts';

export type VersionPanelProps = {
  /** Newest first. */
  versions: readonly ResourceVersion[];
  told: readonly BiographyVersion[];
  chosen: number;
  closeHref: string;
  links: LaneLinks;
  view: View;
};

/** What the version that the URL names changed against the one before it, and who did. */
export function VersionPanel({ versions, told, chosen, closeHref, links, view }: VersionPanelProps) {
  const at = versions.findIndex(({ validFrom }) => Math.abs(validFrom - chosen) < 1000);
  const [version, former] = [versions[at], versions[at + 1]];
  const close = (
    <Link href={closeHref} scroll={false}>
      close
    </Link>
  );
  if (!version) {
    return (
      <Panel title="Version" right={close}>
        <p className="text-12 text-ink-2">No version began at that moment.</p>
      </Panel>
    );
  }
  const by = told.find(({ from }) => Math.abs(from - chosen) < 1000)?.by ?? null;
  const number = versions.length - at;
  const changes = former ? diffConfigurations(former.configuration, version.configuration) : [];
  const wasDeleted = former !== undefined && former.validTo !== null && former.validTo < version.validFrom;
  return (
    <Panel
      title={`Version ${number}`}
      subtitle={
        <>
          since <Instant at={version.validFrom} moment={view} />
          {by ? (
            <>
              {', by '}
              <Link href={links.event(by)}>{whoOf(by.who, by.through)}</Link>
            </>
          ) : (
            ', by whom is not known'
          )}
          {former && `, ${formatCount(changes.length, 'field differs', 'fields differ')} from version ${number - 1}`}
          {wasDeleted && ', which was of a former resource of this name'}
        </>
      }
      right={close}
    >
      {former ? (
        <DiffTable rows={changes} beforeLabel={`${number - 1}`} afterLabel={`${number}`} caption="What this version changed" />
      ) : (
        <p className="text-12 text-ink-2">It is the first that is stored: there is nothing to compare it with.</p>
      )}
    </Panel>
  );
}
