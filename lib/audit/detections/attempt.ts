import type { ParsedEvent } from '../record.ts';

/** The name of what a call was about, by which a refused one, whose record holds no answer, is compared with one that went well. */
export const aboutOf = ({ resources, targets }: Pick<ParsedEvent, 'resources' | 'targets'>): string =>
  resources[0]?.name ?? targets.find((target) => !target.startsWith('arn:')) ?? targets[0] ?? '';

/** "sagemaker.amazonaws.com:CreateNotebookInstance". */
export const actionOf = ({ eventSource, eventName }: Pick<ParsedEvent, 'eventSource' | 'eventName'>): string =>
  `${eventSource}:${eventName}`;
