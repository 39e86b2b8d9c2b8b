/** Bounds of one server; times in milliseconds. Tests inject short ones. */
export type Limits = {
  urlBytes: number;
  headBytes: number;
  headers: number;
  bodyBytes: number;
  headMs: number;
  requestMs: number;
  handshakeMs: number;
  keepAliveMs: number;
  /** A reader who stops reading holds no connection for ever; streams beat every 20 s. */
  stalledMs: number;
  /** How long a refused client may take to read why, before the connection is cut. */
  lingerMs: number;
  requestsPerConnection: number;
  connections: number;
  /** Pages and API together, files of the build apart: of one session or token. */
  requestsAMinute: number;
  /** Of an address, without either. Behind a proxy that nobody named, all readers have one. */
  strangersAMinute: number;
  /** Of an address, with whatever it shows. */
  addressAMinute: number;
};

export const limits: Limits = {
  urlBytes: 8 * 1024,
  headBytes: 16 * 1024,
  headers: 100,
  bodyBytes: 1024 * 1024,
  headMs: 10_000,
  requestMs: 30_000,
  handshakeMs: 10_000,
  keepAliveMs: 65_000,
  stalledMs: 120_000,
  lingerMs: 1000,
  requestsPerConnection: 10_000,
  connections: 2000,
  requestsAMinute: 600,
  strangersAMinute: 1200,
  addressAMinute: 6000,
};

/** What docs/security/server.md says of them: its table is compared with this one. */
export const boundsTold: Readonly<Record<keyof Limits, { what: string; unit: 'bytes' | 'ms' | ''; beyond: string }>> = {
  urlBytes: { what: 'path and query', unit: 'bytes', beyond: '414' },
  headBytes: { what: 'request line and headers together', unit: 'bytes', beyond: '431' },
  headers: { what: 'header lines', unit: '', beyond: '431' },
  bodyBytes: { what: 'body (a Content-Length is needed: 411 without)', unit: 'bytes', beyond: '413' },
  headMs: { what: 'until the headers are there', unit: 'ms', beyond: '408' },
  requestMs: { what: 'until the whole request is there', unit: 'ms', beyond: '408' },
  handshakeMs: { what: 'TLS handshake', unit: 'ms', beyond: 'the connection is cut' },
  keepAliveMs: { what: 'an idle connection', unit: 'ms', beyond: 'the connection is closed' },
  stalledMs: { what: 'without a byte read or written', unit: 'ms', beyond: 'the connection is cut' },
  lingerMs: { what: 'to read why one was refused', unit: 'ms', beyond: 'the connection is cut' },
  requestsPerConnection: { what: 'requests on one connection', unit: '', beyond: 'it is closed after the last' },
  connections: { what: 'connections at once', unit: '', beyond: 'the connection is cut' },
  requestsAMinute: { what: 'requests a minute of one session or token', unit: '', beyond: '429' },
  strangersAMinute: { what: 'requests a minute of an address without either', unit: '', beyond: '429' },
  addressAMinute: { what: 'requests a minute of an address in all', unit: '', beyond: '429' },
};
