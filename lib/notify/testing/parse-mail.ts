/** A mail as it is read: headers by their lower-case names, each once; the texts of its parts by their type. */
export type ParsedMail = { headers: Readonly<Record<string, string>>; parts: Readonly<Record<string, string>>; raw: string };

const fromQuotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

const decoders: Readonly<Record<string, (text: string) => Buffer>> = {
  'quoted-printable': fromQuotedPrintable,
  base64: (text) => Buffer.from(text, 'base64'),
  '7bit': (text) => Buffer.from(text, 'latin1'),
};

/** RFC 2047: =?UTF-8?Q?a_b?=. White space between two encoded words is none. */
const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, how: string, word: string) =>
      (how.toUpperCase() === 'B' ? Buffer.from(word, 'base64') : fromQuotedPrintable(word.replaceAll('_', ' '))).toString(
        'latin1',
      ),
    );

function split(text: string): { headers: Record<string, string>; body: string } {
  const end = text.indexOf('\r\n\r\n');
  const lines = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name = '', value = ''] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)];
    if (name.toLowerCase() in headers) throw new Error(`${name} is there twice`);
    headers[name.toLowerCase()] = Buffer.from(decodeWords(value.trim()), 'latin1').toString('utf8');
  }
  return { headers, body: text.slice(end + 4) };
}

/** Reads a mail of several parts. @param raw its bytes as Latin-1  @throws Error where a header is there twice */
export function parseMail(raw: string): ParsedMail {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '')));
  return {
    headers,
    raw,
    parts: Object.fromEntries(
      parts.map((part) => {
        const decode = decoders[part.headers['content-transfer-encoding'] ?? '7bit'];
        if (!decode) throw new Error(`nobody reads ${part.headers['content-transfer-encoding']}`);
        return [part.headers['content-type']?.split(';')[0], decode(part.body.trimEnd()).toString('utf8').replace(/\r\n/g, '\n')];
      }),
    ),
  };
}
