import { clean, isObject, type Loose, textAt } from '../text.ts';

export type Script = { hook: string; text: string };

/** SageMaker takes 16,384 characters of base64 at most. */
const maxEncoded = 16_384;
const hooks = ['onCreate', 'onStart'] as const;

/** The text of a script, with U+FFFD where it is none; null where it is not base64, absent, or longer than AWS takes. */
function decodedScript(content: unknown): string | null {
  if (typeof content !== 'string' || content === '' || content.length > maxEncoded) return null;
  if (!/^[A-Za-z0-9+/=\s_-]+$/.test(content)) return null;
  try {
    const bytes = Uint8Array.from(atob(content.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    return clean(new TextDecoder().decode(bytes), maxEncoded);
  } catch {
    return null;
  }
}

/** The scripts that a request brings, decoded: of a notebook's lifecycle configuration, or of Studio's. */
export function scriptsOf(request: Loose): Script[] {
  const studio = decodedScript(request.studioLifecycleConfigContent);
  if (studio !== null) return [{ hook: textAt(request, 'studioLifecycleConfigAppType', 64) ?? 'Studio', text: studio }];
  return hooks.flatMap((hook) => {
    const list = request[hook];
    return (Array.isArray(list) ? list.slice(0, 1) : []).flatMap((one) => {
      const text = isObject(one) ? decodedScript(one.content) : null;
      return text === null ? [] : [{ hook, text }];
    });
  });
}

export const lifecycleName = (request: Loose): string | null =>
  textAt(request, 'notebookInstanceLifecycleConfigName') ?? textAt(request, 'studioLifecycleConfigName');

export type ScriptLine = { sign: ' ' | '-' | '+'; text: string };

const maxLines = 400;

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n').slice(0, maxLines));

/** Length of the longest common rest from each pair of lines on. */
function commonRests(before: readonly string[], after: readonly string[]): Uint16Array[] {
  const rests = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const [row, below] = [rests[i], rests[i + 1]];
      if (!row || !below) continue;
      row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rests;
}

/** Two scripts line by line, at most 400 lines of each: what was taken out, put in and kept. */
export function diffScripts(former: string, now: string): ScriptLine[] {
  const [before, after] = [linesOf(former), linesOf(now)];
  const rests = commonRests(before, after);
  const lines: ScriptLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [was, is] = [before[i], after[j]];
    if (was !== undefined && was === is) {
      lines.push({ sign: ' ', text: was });
      i += 1;
      j += 1;
    } else if (was !== undefined && (is === undefined || (rests[i + 1]?.[j] ?? 0) >= (rests[i]?.[j + 1] ?? 0))) {
      lines.push({ sign: '-', text: was });
      i += 1;
    } else {
      lines.push({ sign: '+', text: is ?? '' });
      j += 1;
    }
  }
  return lines;
}
