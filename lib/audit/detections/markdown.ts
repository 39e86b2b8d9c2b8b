import type { Rule } from './rule.ts';
import { detectionRules, ruleIds } from './rules.ts';

/** docs/detections.md: every rule, from the table. A test holds the file equal. */
export function rulesMarkdown(): string {
  const rows = ruleIds.map((id) => {
    const { title, severity, why, mend, needs }: Rule = detectionRules[id];
    return `| \`${id}\` | ${title} | ${severity} | ${needs ? `${why} ${needs}` : why} | ${mend} |`;
  });
  return [
    '# Detections',
    '',
    'Rules look at every event of CloudTrail as it is saved, from wherever it comes. `npm run trailwatch -- audit detect --since 30d` judges history again. Whoever sees an event sees what',
    'was found in it: on the page _Detections_, on the event’s own page, at `/api/v1/detections`, and as CSV and JSON. `info` answers a question and alarms nobody. Why it works as it does:',
    '[decision 029](decisions/029-detections.md). This page is made from the table of rules (`npx vitest run --project unit lib/audit/detections -u`).',
    '',
    '| Rule | What happened | Severity | Why it matters | What to do |',
    '| ---- | ------------- | -------- | -------------- | ---------- |',
    ...rows,
    '',
  ].join('\n');
}
