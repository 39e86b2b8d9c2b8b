import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export type RawCall = {
  url: string;
  service: string;
  region: string;
  credentials: Credentials;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
};

/** Sends any bytes, signed with the SDK's own signer; for protocols that the JavaScript clients do not speak. */
export async function sendSigned(call: RawCall): Promise<{ status: number; headers: Headers; body: Buffer }> {
  const url = new URL(call.path ?? '/', call.url);
  const signer = new SignatureV4({
    service: call.service,
    region: call.region,
    credentials: call.credentials,
    sha256: Sha256,
    applyChecksum: true,
  });
  const method = call.method ?? 'POST';
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...call.headers, host: url.host },
    body: call.body,
  });
  const { host: _, ...headers } = signed.headers;
  const body = method === 'GET' ? undefined : new Uint8Array(Buffer.from(call.body ?? ''));
  const response = await fetch(url, { method, headers, body });
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}

/** The hash that the signer asks for, on node's own. */
class Sha256 {
  readonly #hash: { update(data: string | Uint8Array): unknown; digest(): Buffer };

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' || secret === undefined ? secret : bytesOf(secret);
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {}
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
