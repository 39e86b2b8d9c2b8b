'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { askApi } from '#components/api/ask-api.ts';
import { Problem } from '#components/sign-in/field.tsx';
import { leaveTo, useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';
import { draftSource, type RuleDraft } from '#lib/alerts/rule-draft.ts';
import type { MetricChoice } from './rule-choices.ts';
import { ChoiceField, type RuleHands, TestFields, TextField } from './rule-fields.tsx';
import { type FieldProblem, otherProblems, problemsIn } from './rule-problems.ts';
import { measuredKeys, ruleTestRow } from './rule-test-choices.ts';
import { draftHref } from './rule-url.ts';
import type { Choice } from './silence-fields.tsx';

export type RuleFormProps = {
  /** What it begins with. */
  draft: RuleDraft;
  owner: string;
  /** The rule that is changed, as it was read; null: a new one. */
  changed: { id: string; version: number } | null;
  /** What the URL's draft is refused for. */
  problems: readonly FieldProblem[];
  /** How many resources the URL's draft is about, in words. */
  matches: string;
  kinds: readonly Choice[];
  metrics: Readonly<Record<string, readonly MetricChoice[]>>;
  teams: readonly Choice[];
  /** This page, and what its links keep of the view. */
  path: string;
  query: string;
  /** Where the rules are listed once it is saved. */
  done: string;
};

const severities: readonly Choice[] = [
  { value: 'ticket', label: 'ticket: within the working day' },
  { value: 'page', label: 'page: now' },
];
const pauseMs = 350;

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="grid min-w-0 items-start gap-x-4 gap-y-3 sm:grid-cols-2 xl:grid-cols-4">
    <legend className="pb-1.5 text-12 font-head text-ink">{title}</legend>
    {children}
  </fieldset>
);

/** Of another kind other metrics are collected, and of another metric other statistics. */
function withText(draft: RuleDraft, key: string, text: string, metrics: RuleFormProps['metrics']): RuleDraft {
  const next = { ...draft, [key]: text };
  if (key === 'kind') return { ...next, ...Object.fromEntries(measuredKeys.map((one) => [one, ''])) };
  const [test = '', field] = key.split('.');
  if (field !== 'metric') return next;
  const statistics = (metrics[draft.kind ?? ''] ?? []).find(({ metric }) => metric === text)?.statistics ?? [];
  return statistics.includes(draft[`${test}.statistic`] ?? '') ? next : { ...next, [`${test}.statistic`]: '' };
}

type PartProps = RuleFormProps & { hands: RuleHands; owner: string };

function About({ hands, kinds, matches, owner }: PartProps) {
  return (
    <Group title="What it watches">
      <ChoiceField {...hands} name="kind" label="Kind of resource" choices={kinds} />
      <div className="grid gap-1">
        <TextField {...hands} name="names" label="Names" hint="Empty: all. * stands for any text: search-* ranker-*" />
        <output className="text-12 break-words text-ink-2">{matches}</output>
      </div>
      <TextField {...hands} name="accounts" label="Accounts" hint="Their numbers. Empty: any" />
      <TextField {...hands} name="regions" label="Regions" hint="Empty: any" />
      {owner === 'all' && <TextField {...hands} name="teams" label="Teams" hint="Empty: any" />}
    </Group>
  );
}

const Words = ({ hands }: PartProps) => (
  <Group title="What is said, and when it is over">
    <TextField {...hands} name="why" label="Why it matters" />
    <TextField {...hands} name="mend" label="What to do" />
    <TextField {...hands} name="runbook" label="Runbook" usual="https://" />
    <TextField
      {...hands}
      name="clearAfter"
      label="Over after"
      hint="Minutes without"
      usual={hands.text('test') === 'anomaly' ? '30m' : '5m'}
    />
  </Group>
);

/** Every field that the form shows now, by its place in trailwatch.yaml. */
const shownKeys = ({ test = '' }: RuleDraft): string[] => [
  ...['id', 'title', 'severity', 'kind', 'names', 'accounts', 'regions', 'teams', 'why', 'mend', 'runbook', 'clearAfter', 'team'],
  ...(ruleTestRow(test)?.fields.map(({ key }) => `${test}.${key}`) ?? []),
];

/** Makes or changes a rule. What is written goes into the page's URL: the page says what it is about and, when asked, when it would have fired. */
export function RuleForm(props: RuleFormProps) {
  const { changed, teams, metrics, path, query, done } = props;
  const router = useRouter();
  const door = useDoor();
  const [draft, setDraft] = useState(props.draft);
  const [owner, setOwner] = useState(props.owner);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (asked: RuleDraft, of: string, backtest: boolean) => {
    clearTimeout(waiting.current);
    router.replace(draftHref(path, { owner: of, draft: asked }, { query, backtest }), { scroll: false });
  };
  const showSoon = (asked: RuleDraft, of: string) => {
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => show(asked, of, false), pauseMs);
  };
  const problems = [...problemsIn(door.why), ...props.problems];
  const hands: RuleHands = {
    problems,
    text: (key) => draft[key] ?? '',
    set: (key, text) => {
      const next = withText(draft, key, text, metrics);
      setDraft(next);
      showSoon(next, owner);
    },
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    clearTimeout(waiting.current);
    const source = draftSource(draft);
    const call = changed
      ? askApi({ method: 'PUT', path: `/api/v1/alert-rules/${changed.id}` }, { version: changed.version, source })
      : askApi({ method: 'POST', path: '/api/v1/alert-rules' }, { team: owner, source });
    void door.talk(
      () => call,
      () => leaveTo(done),
    );
  };
  const ofTeam: RuleHands = {
    problems,
    text: () => owner,
    set: (_, of) => {
      setOwner(of);
      showSoon(draft, of);
    },
  };
  const isSaidThere = problemsIn(door.why).length > 0;
  return (
    <form aria-label="Alert rule" method="post" className="grid gap-5" onSubmit={submit}>
      <Group title="The rule">
        {changed === null && <ChoiceField {...ofTeam} name="team" label="Watches resources of" choices={teams} />}
        {changed === null && <TextField {...hands} name="id" label="Id" hint="Lower-case letters, digits, - and _" />}
        <TextField {...hands} name="title" label="Title" hint="As alerts and messages say it" />
        <ChoiceField {...hands} name="severity" label="Severity" choices={severities} />
      </Group>
      <About {...props} hands={hands} owner={owner} />
      <Group title="When it fires">
        <TestFields {...hands} metrics={metrics[draft.kind ?? ''] ?? []} />
      </Group>
      <Words {...props} hands={hands} owner={owner} />
      <Problem why={[isSaidThere ? '' : door.why, otherProblems(shownKeys(draft), problems)].filter(Boolean).join(' ')} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" data-kind="primary" disabled={door.isBusy}>
          {changed ? 'Save the changes' : 'Save the rule'}
        </Button>
        <Button type="button" disabled={door.isBusy} onClick={() => show(draft, owner, true)}>
          Backtest
        </Button>
      </div>
    </form>
  );
}
