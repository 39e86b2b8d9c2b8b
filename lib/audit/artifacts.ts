import { isObject } from './text.ts';

const maxDepth = 8;
const most = 20;

function collect(value: unknown, key: string, depth: number, into: Set<string>): void {
  if (depth > maxDepth || into.size >= most) return;
  if (typeof value === 'string') {
    if ((key === 'ModelDataUrl' || key === 'S3Uri') && value.startsWith('s3://')) into.add(value);
  } else if (Array.isArray(value)) for (const item of value) collect(item, key, depth + 1, into);
  else if (isObject(value)) for (const [member, item] of Object.entries(value)) collect(item, member, depth + 1, into);
}

/** Where a model's containers load their artifacts from, as its description says it. */
export function artifactsOf(description: unknown): string[] {
  const into = new Set<string>();
  collect(description, '', 0, into);
  return [...into];
}

/** Names that stand in the way to an artifact: SageMaker puts what a training job makes into a folder of the job's name. */
export const jobNamesIn = (artifacts: readonly string[]): string[] =>
  [...new Set(artifacts.flatMap((url) => url.slice('s3://'.length).split('/').slice(1)))]
    .filter((part) => /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(part))
    .slice(0, 100);

/** Whether a model loads what a training job made: the same place, or a folder that it lies in. */
export const isMadeBy = (artifacts: readonly string[], made: string | undefined): boolean =>
  made !== undefined && artifacts.some((url) => url === made || (url.endsWith('/') && made.startsWith(url)));
