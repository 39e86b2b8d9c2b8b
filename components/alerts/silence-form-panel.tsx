import { Panel } from '#components/ui/panel.tsx';
import type { View } from '#components/url/view.ts';
import { subjectKinds, subjectWords } from '#lib/catalog/alert-subjects.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { Choice } from './silence-fields.tsx';
import { SilenceForm } from './silence-form.tsx';
import { type SilencePrefill, silenceForm } from './silence-prefill.ts';

export type SilenceFormPanelProps = {
  team: string;
  view: View;
  prefill: SilencePrefill;
  rules: readonly { id: string; title: string }[];
  /** Whose alerts the reader may silence. */
  teams: readonly { slug: string; name: string }[];
  seesAll: boolean;
  /** Of accounts, by id. */
  names: ReadonlyMap<string, string>;
};

/** What is there to choose, and what the URL asks for beside it: rules of another version, accounts that were let go. */
const withAsked = (choices: readonly Choice[], asked: string | null): Choice[] =>
  asked === null || choices.some(({ value }) => value === asked) ? [...choices] : [{ value: asked, label: asked }, ...choices];

const kinds = subjectKinds
  .map((value) => ({ value, label: subjectWords(value).many }))
  .toSorted((a, b) => a.label.localeCompare(b.label));

/** Makes a silence: of what the URL asks for, or of what is chosen. */
export function SilenceFormPanel({ team, view, prefill, rules, teams, seesAll, names }: SilenceFormPanelProps) {
  const offeredRules = rules.map(({ id, title }) => ({ value: id, label: title }));
  const accounts = [...names].map(([value, name]) => ({ value, label: name === value ? value : `${name} (${value})` }));
  const offered = [
    ...(seesAll ? [{ value: 'all', label: 'All teams' }] : []),
    ...teams.map(({ slug, name }) => ({ value: slug, label: slug === 'unowned' ? 'What no team owns' : name })),
  ];
  const of = [prefill.of, team].find((slug) => offered.some(({ value }) => value === slug)) ?? null;
  return (
    <Panel title={<span id={silenceForm}>New silence</span>} subtitle="judged and listed, and told to nobody">
      <SilenceForm
        prefill={{ ...prefill, of }}
        teams={offered}
        rules={withAsked(offeredRules, prefill.rule)}
        kinds={kinds}
        accounts={withAsked(accounts, prefill.account)}
        tz={view.tz}
        now={view.now}
        done={`${paths.silences(team)}${view.query}`}
      />
    </Panel>
  );
}
