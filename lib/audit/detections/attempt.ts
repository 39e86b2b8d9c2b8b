import type { ParsedEvent } from '../record.ts';
import { clean, lastPart } from '../text.ts';

/** What an event was about, the same for a call that was refused, whose record names no answer, and for one that went well. */
export function aboutOf({ resources, targets }: Pick<ParsedEvent, 'resources' | 'targets'>): string {
  const main = resources[0];
  if (main) return clean(`${main.kind} ${main.name}`);
  const plain = targets.find((target) => !target.startsWith('arn:'));
  return clean(plain ?? (targets[0] ? lastPart(targets[0]) : ''));
}

/** "sagemaker.amazonaws.com:CreateNotebookInstance". */
export const actionOf = ({ eventSource, eventName }: Pick<ParsedEvent, 'eventSource' | 'eventName'>): string =>
  `${eventSource}:${eventName}`;
