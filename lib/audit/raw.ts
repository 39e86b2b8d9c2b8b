/**
 * A record as it was delivered: its text, or that in UTF-8. Bytes lie beside the heap, where a batch of thousands is moved by no collection of garbage.
 */
export type Raw = string | Buffer;

export const textOf = (raw: Raw): string => (typeof raw === 'string' ? raw : raw.toString());

/** Half a surrogate pair, which a text can hold and UTF-8 cannot, becomes U+FFFD. */
export const bytesOf = (raw: Raw): Buffer => (typeof raw === 'string' ? Buffer.from(raw) : raw);
