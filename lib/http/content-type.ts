import type { ServerResponse } from 'node:http';

type Value = number | string | readonly string[];

const named = (type: string): string =>
  /^(text\/|[^;]+\+xml\b)/i.test(type) && !/;\s*charset=/i.test(type) ? `${type}; charset=utf-8` : type;

const withCharset = (value: Value): Value => {
  if (typeof value === 'string') return named(value);
  return typeof value === 'number' ? value : value.map(named);
};

/** All text goes out as UTF-8, and says so: Next names no charset for its page data, nor for the icon. */
export function nameCharset(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => setHeader(name, name.toLowerCase() === 'content-type' ? withCharset(value) : value);
}
