import { limits } from './limits.ts';

/** What node:http found in a connection that is no request, by its error codes; any other is malformed. */
const told: Readonly<Record<string, { status: number; reason: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, reason: `the request line and the headers may hold ${limits.headBytes} bytes` },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, reason: 'the extensions of a chunk are too long' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: 'the request took too long to arrive' },
};

/** The answer to what could not be read as a request. */
export const unreadable = (code: string | undefined): { status: number; reason: string } =>
  told[code ?? ''] ?? { status: 400, reason: 'this is not a well-formed HTTP/1.1 request' };
