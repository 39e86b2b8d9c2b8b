import { clsx } from 'clsx';
import { DiffTable } from '#components/ui/diff-table.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { indented, Json } from '#components/ui/verbatim.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { diffConfigurations } from '#lib/audit/configuration-diff.ts';
import { formatExact, formatInstant } from '#lib/format.ts';
import type { ResourceVersion } from '#lib/queries/resources.ts';

export type VersionsPanelProps = {
  versions: readonly ResourceVersion[];
  description: unknown;
  search: Search;
  path: string;
  view: View;
};

/** The version that the URL picks by its start, else the newest; and the one before it. */
function pick(
  versions: readonly ResourceVersion[],
  search: Search,
): { at: number; chosen: ResourceVersion | undefined; former: ResourceVersion | undefined } {
  const wanted = typeof search.version === 'string' ? Date.parse(search.version) : Number.NaN;
  const found = versions.findIndex(({ validFrom }) => Math.abs(validFrom - wanted) < 1000);
  const at = Math.max(0, found);
  return { at, chosen: versions[at], former: versions[at + 1] };
}

/** The configuration, its versions, and what the chosen one changed. */
export function VersionsPanel({ versions, description, search, path, view }: VersionsPanelProps) {
  const { at, chosen, former } = pick(versions, search);
  const changes = chosen && former ? diffConfigurations(former.configuration, chosen.configuration) : [];
  const number = versions.length - at;
  const said =
    chosen && former
      ? `version ${number} against ${number - 1}, ${changes.length} fields differ`
      : `${versions.length === 0 ? 'no version stored yet' : 'version 1, nothing before it'}`;
  return (
    <Panel title="Configuration" subtitle={said} right={`${versions.length} ${versions.length === 1 ? 'version' : 'versions'}`}>
      {versions.length > 1 && (
        <ol className="scroll-fade flex gap-2 pb-3 text-12">
          {versions.map((version, index) => (
            <li key={version.validFrom}>
              <Link
                className={clsx('chip', index === at && 'border-accent')}
                aria-current={index === at ? 'true' : undefined}
                scroll={false}
                title={formatExact(version.validFrom)}
                href={hrefWith(path, search, { version: new Date(version.validFrom).toISOString() })}
              >
                {versions.length - index} · {formatInstant(version.validFrom, view)}
              </Link>
            </li>
          ))}
        </ol>
      )}
      {changes.length > 0 && (
        <div className="pb-3">
          <DiffTable
            rows={changes}
            beforeLabel={`${number - 1}`}
            afterLabel={`${number}, since ${chosen ? formatInstant(chosen.validFrom, view) : ''}`}
            caption="What this version changed"
          />
        </div>
      )}
      <Json
        text={indented(JSON.stringify(at === 0 && !search.version ? description : (chosen?.configuration ?? description)))}
        label="Configuration as AWS answered"
        className="max-h-[32rem]"
      />
    </Panel>
  );
}
