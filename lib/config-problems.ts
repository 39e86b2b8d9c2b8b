import { type Document, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Source = { file: string; text: string; issues: readonly Issue[] };

/** Parses YAML strictly (no duplicate keys, no unknown tags); its own problems come with line and column. */
export function parseYaml(text: string, file: string): { document: Document; problems: string[] } {
  const document = parseDocument(text, { strict: true, uniqueKeys: true, prettyErrors: false });
  const lines = counted(text);
  const place = (offset: number, message: string): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col} ${message}`;
  };
  const problems = [...document.errors, ...document.warnings].map((error) => place(error.pos[0], error.message));
  if (problems.length > 0) return { document, problems };
  return { document, problems: aliasProblems(document).map(({ offset, message }) => place(offset, message)) };
}

/** An alias without its anchor, and the first of too many: the library finds these only while it makes values, and without a place. */
function aliasProblems(document: Document): { offset: number; message: string }[] {
  const aliases: { offset: number; source: string; isBound: boolean }[] = [];
  visit(document, {
    Alias: (_, alias) =>
      void aliases.push({
        offset: alias.range?.[0] ?? 0,
        source: alias.source,
        isBound: alias.resolve(document) !== undefined,
      }),
  });
  const loose = aliases.filter(({ isBound }) => !isBound);
  if (loose.length > 0) {
    return loose.map(({ offset, source }) => ({
      offset,
      message: `*${source} stands for nothing: expected an anchor &${source} before it`,
    }));
  }
  try {
    document.toJS();
    return [];
  } catch {
    const { offset = 0, source = '' } = aliases[0] ?? {};
    return [
      { offset, message: `*${source}: expected fewer aliases: together they stand for more than a configuration could hold` },
    ];
  }
}

const counted = (text: string): LineCounter => {
  const lines = new LineCounter();
  parseDocument(text, { lineCounter: lines });
  return lines;
};

const spoken = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (said, step) => (typeof step === 'number' ? `${said}[${step}]` : said ? `${said}.${String(step)}` : String(step)),
    '',
  );

/** Where the value stands, or, when it is missing, where the nearest thing that holds it stands. */
const offsetOf = (document: Document, path: readonly PropertyKey[]): number => {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
};

const keyOffset = (document: Document, path: readonly PropertyKey[], key: string): number => {
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === key) : undefined;
  return isNode(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
};

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

/** The keys that trailwatch.yaml knows, wherever they stand: only to guess what a mistyped one was meant to be. */
const knownKeys = [
  ...['accounts', 'teams', 'retention', 'budget', 'id', 'name', 'role', 'externalId', 'regions', 'tag', 'rules'],
  ...[
    'team',
    'match',
    'kind',
    'user',
    'metrics',
    'audit',
    ...['1m', '5m', '1h'],
    'monthlyUsd',
    'reading',
    'database',
    'plainText',
    'log',
    'syslog',
    'host',
    'port',
  ],
  ...['organization', 'memberRole', 'memberExternalId', 'include', 'exclude', 'units', 'tags'],
  ...['alerts', 'channels', 'secret', 'secretFile', 'urlFile', 'keyFile', 'severities', 'allowPrivate'],
  ...['kinds', 'hours', 'from', 'to', 'days', 'timeZone', 'repeatAfter', 'password', 'passwordFile'],
  ...['server', 'url', 'tls', 'certificate', 'key', 'trustedProxies', 'plainHttp', 'privacy', 'people'],
];

const nearest = (word: string): string => {
  const [best] = knownKeys
    .map((key) => ({ key, far: distance(word.toLowerCase(), key.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(1, Math.floor(word.length / 3)) ? ` (did you mean ${best.key}?)` : '';
};

const wanted = (issue: Issue): string => {
  if (issue.code === 'invalid_type' && /^Invalid input/.test(issue.message)) {
    const got = /received (\w+)/.exec(issue.message)?.[1];
    return got === 'undefined'
      ? `expected ${article(issue.expected)}, but it is missing`
      : `expected ${article(issue.expected)}, not ${got}`;
  }
  return issue.message.replace(/^Invalid (input|string): /, '').replace(/^Too (small|big): /, '');
};

const article = (type: string): string => ({ array: 'a list', object: 'a mapping', string: 'text' })[type] ?? `a ${type}`;

/** Each problem with the field that it is at, for what stands in no file: `threshold.above`, `expected …`. */
export const fieldProblems = (issues: readonly Issue[]): { field: string; message: string }[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: spoken([...issue.path, key]), message: `unknown key${nearest(key)}` }))
      : [{ field: spoken(issue.path), message: wanted(issue) }],
  );

/** One line a problem, in the order of the file: `trailwatch.yaml:12:5 accounts[0].regions: expected …`. */
export function locateProblems(document: Document, { file, text, issues }: Source): string[] {
  const lines = counted(text);
  const place = (offset: number, path: readonly PropertyKey[], message: string) => ({ offset, path: spoken(path), message });
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => place(keyOffset(document, issue.path, key), [...issue.path, key], `unknown key${nearest(key)}`))
        : [place(offsetOf(document, issue.path), issue.path, wanted(issue))],
    )
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, path, message }) => {
      const { line, col } = lines.linePos(offset);
      return `${file}:${line || 1}:${col || 1} ${path ? `${path}: ` : ''}${message}`;
    });
}
