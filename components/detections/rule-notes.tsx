import { Panel } from '#components/ui/panel.tsx';
import type { Rule } from '#lib/audit/detections/rule.ts';
import { detectionRules, type RuleId } from '#lib/audit/detections/rules.ts';
import { SeverityWord } from './severity-word.tsx';

/** Why each rule matters and what to do, to be read where they are asked for; one that is chosen stands open. */
export function RuleNotes({ rules, open }: { rules: readonly RuleId[]; open: boolean }) {
  if (rules.length === 0) return null;
  return (
    <Panel title="Why it matters, and what to do" subtitle={open ? 'of the rules chosen' : 'rule by rule'}>
      <div className="grid gap-x-8 lg:grid-cols-2">
        {rules.map((id) => {
          const { title, severity, why, mend, needs }: Rule = detectionRules[id];
          return (
            <details key={id} open={open} className="border-t border-line py-1.5 text-12">
              <summary className="min-h-6 cursor-pointer">
                <span className="font-mid">{title}</span> <SeverityWord severity={severity} />
              </summary>
              <p className="pt-1 text-ink-2">
                {why} {needs}
              </p>
              <p className="pt-1 pb-1">
                <span className="font-mid">What to do: </span>
                {mend}
              </p>
            </details>
          );
        })}
      </div>
    </Panel>
  );
}
