import { Word } from '#components/ui/word.tsx';
import type { Severity } from '#lib/audit/detections/rule.ts';
import type { WordId } from '#lib/catalog/words.ts';

/** How each weight looks: its shape tells it without its colour. */
const looks = {
  critical: 'failing',
  high: 'call_failed',
  medium: 'changing',
  low: 'unknown',
  info: 'ok',
} as const satisfies Record<Severity, WordId>;

export const SeverityWord = ({ severity }: { severity: Severity }) => <Word word={looks[severity]} label={severity} />;
