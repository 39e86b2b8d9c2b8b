/** A form's fields as a body: `name[]` is a list of texts, `name{}` a list of JSON values, `name#` a number; a text left empty is null. */
export function formBody(fields: Iterable<[string, unknown]>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [field, value] of fields) {
    const name = field.replace(/(\[\]|\{\}|#)$/, '');
    if (name === field || field.endsWith('#')) {
      body[name] = value === '' ? null : field.endsWith('#') ? Number(value) : value;
      continue;
    }
    const held = body[name];
    const list = Array.isArray(held) ? held : [];
    // An empty one stands for no choice at all.
    if (value !== '') list.push(field.endsWith('{}') ? JSON.parse(String(value)) : value);
    body[name] = list;
  }
  return body;
}
