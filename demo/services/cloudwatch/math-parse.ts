/** What a metric math expression says ("Using metric math", CloudWatch user guide). */
export type Term =
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'id'; name: string }
  | { kind: 'list'; items: readonly Term[] }
  | { kind: 'call'; name: string; items: readonly Term[] }
  | { kind: 'negative'; of: Term }
  | { kind: 'pair'; operator: string; left: Term; right: Term };

/** From the loosest to the tightest. */
const levels: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];

const token = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|("[^"]*"|'[^']*')|([A-Za-z_]\w*)|(\|\||&&|[=!<>]=|[-+*/^()[\],<>]))/y;

/** @throws SyntaxError when the text is no expression */
export function parseExpression(text: string): Term {
  const reader = new Reader(tokensOf(text.trim()));
  const term = reader.level(0);
  if (!reader.isAtEnd()) throw new SyntaxError('unexpected text after the end');
  return term;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new SyntaxError(`unexpected text at position ${at}`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  isAtEnd = (): boolean => this.#at >= this.#tokens.length;

  level(index: number): Term {
    const operators = levels[index];
    if (!operators) return this.#power();
    let left = this.level(index + 1);
    for (let operator = this.#peek(); operators.includes(operator); operator = this.#peek()) {
      this.#at += 1;
      left = { kind: 'pair', operator, left, right: this.level(index + 1) };
    }
    return left;
  }

  #power(): Term {
    if (this.#take('-')) return { kind: 'negative', of: this.#power() };
    const base = this.#atom();
    return this.#take('^') ? { kind: 'pair', operator: '^', left: base, right: this.#power() } : base;
  }

  #atom(): Term {
    const text = this.#peek();
    this.#at += 1;
    if (text === '(') {
      const inner = this.level(0);
      this.#demand(')');
      return inner;
    }
    if (text === '[') return { kind: 'list', items: this.#items(']') };
    if (/^["']/.test(text)) return { kind: 'text', value: text.slice(1, -1) };
    if (/^[.\d]/.test(text)) return { kind: 'number', value: Number(text) };
    if (/^[a-z]/.test(text)) return { kind: 'id', name: text };
    if (/^[A-Z]/.test(text)) return { kind: 'call', name: text, items: this.#take('(') ? this.#items(')') : [] };
    throw new SyntaxError(text === '' ? 'unexpected end' : `unexpected ${text}`);
  }

  #items(end: string): Term[] {
    const items: Term[] = [];
    if (this.#take(end)) return items;
    do items.push(this.level(0));
    while (this.#take(','));
    this.#demand(end);
    return items;
  }

  #peek = (): string => this.#tokens[this.#at] ?? '';

  #take(text: string): boolean {
    const isNext = this.#peek() === text;
    if (isNext) this.#at += 1;
    return isNext;
  }

  #demand(text: string): void {
    if (!this.#take(text)) throw new SyntaxError(`expected ${text}`);
  }
}

/** Every query that the expression names. */
export function idsIn(term: Term): string[] {
  if (term.kind === 'id') return [term.name];
  if (term.kind === 'negative') return idsIn(term.of);
  if (term.kind === 'pair') return [...idsIn(term.left), ...idsIn(term.right)];
  return term.kind === 'list' || term.kind === 'call' ? term.items.flatMap(idsIn) : [];
}
