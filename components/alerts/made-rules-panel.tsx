import { ApiForm } from '#components/api/api-form.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Link } from '#components/ui/link.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import { Json } from '#components/ui/verbatim.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import type { RuleRecord } from '#lib/queries/console-rules.ts';

export type MadeRule = Omit<RuleRecord, 'rule' | 'source'> & {
  title: string;
  yaml: string;
  /** Where it is changed; null where the reader may not. */
  editHref: string | null;
};
export type MadeRulesPanelProps = {
  rules: readonly MadeRule[];
  view: View;
  /** All of them as a part of trailwatch.yaml. */
  download: string;
};

/** Why this version does not judge by it. */
const Broken = ({ problems }: Pick<MadeRule, 'problems'>) => (
  <div className="door-problem grid gap-1">
    <p>This version does not take it, so that nothing is judged by it. Edit it, or delete it.</p>
    <ul>
      {(problems ?? []).map(({ field, message }) => (
        <li key={`${field} ${message}`} className="[overflow-wrap:anywhere]">
          {field === '' ? message : `${field}: ${message}`}
        </li>
      ))}
    </ul>
  </div>
);

function Made({ rule, view }: { rule: MadeRule; view: View }) {
  const { id, title, team, problems, yaml, version, editHref, madeBy, madeAt, changedBy, changedAt } = rule;
  return (
    <li className="grid gap-2 border-t border-line py-3 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="min-w-0 text-13 font-head [overflow-wrap:anywhere]">{title}</h3>
        {problems !== null && <Word word="failing" label="broken" />}
        <span className="min-w-0 text-12 [overflow-wrap:anywhere] text-ink-3">
          {id}, of {team === 'all' ? 'all teams' : team}; made by {madeBy} <Instant at={madeAt} moment={view} />
          {changedAt !== null && (
            <>
              , changed by {changedBy ?? 'somebody'} <Instant at={changedAt} moment={view} />
            </>
          )}
        </span>
      </div>
      {problems !== null && <Broken problems={problems} />}
      <details className="min-w-0 text-12">
        <summary className="min-h-6 content-center text-ink-2">As YAML</summary>
        <Json text={yaml.trimEnd()} label={`${id} as YAML`} className="my-2" />
        <CopyButton text={yaml} label="Copy the YAML" />
      </details>
      {editHref !== null && (
        <div className="flex flex-wrap items-start gap-2">
          <LinkButton href={editHref}>Edit</LinkButton>
          <ApiForm
            method="DELETE"
            path={`/api/v1/alert-rules/${encodeURIComponent(id)}?version=${version}`}
            label={`Delete the rule ${id}`}
            action="Delete"
            actionLabel={`Delete the rule ${id}`}
            className="inline-grid gap-1 [&>[role=alert]:empty]:absolute"
            isBare
          />
        </div>
      )}
    </li>
  );
}

/** Rules that were made in the console, as trailwatch.yaml would have them; also those that this version does not take. */
export const MadeRulesPanel = ({ rules, view, download }: MadeRulesPanelProps) => (
  <Panel
    title="Made in the console"
    subtitle="they stand in the database; each can move to trailwatch.yaml"
    right={rules.length > 0 && <Link href={download}>All as YAML</Link>}
  >
    {rules.length === 0 ? (
      <p className="text-ink-2">
        None yet. A rule that is made here holds within a minute, and says before it is saved when it would have fired.
      </p>
    ) : (
      <ul>
        {rules.map((rule) => (
          <Made key={rule.id} rule={rule} view={view} />
        ))}
      </ul>
    )}
  </Panel>
);
