const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const shown = (char: string): string => `\\u{${char.codePointAt(0)?.toString(16)}}`;

/** Text of a page or an attribute. What nobody sees, or what turns the direction of writing, stands as its number. */
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => entities[char] ?? '').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, shown);

/** Markup whose values are escaped; what `html` itself made goes in as it is. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | readonly Markup[];

const written = (value: Value): string => {
  if (value instanceof Markup) return value.text;
  return typeof value === 'object' ? value.map(({ text }) => text).join('') : escapeHtml(String(value));
};

export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  new Markup(parts.map((part, index) => part + (index < values.length ? written(values[index] ?? '') : '')).join(''));
