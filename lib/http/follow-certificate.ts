import { unwatchFile, watchFile } from 'node:fs';
import type { ServerConfig } from '../config-server.ts';
import { logFor } from '../log.ts';
import { readTls, type TlsFiles } from './tls.ts';

type Plan = {
  paths: NonNullable<ServerConfig['tls']>;
  origin: string | null;
  serve: (files: TlsFiles) => void;
  everyMs?: number;
};

/**
 * Hands a renewed certificate to `serve`; one that cannot serve is told in the log, and the old one stays. The files are looked at by name,
 * so that the new ones are seen however they came: written over, renamed into place, or behind a link that points elsewhere now.
 * @returns stops looking
 */
export function followCertificate({ paths, origin, serve, everyMs = 5000 }: Plan): () => void {
  const log = logFor('web');
  const changed = () => {
    try {
      serve(readTls(paths, { now: Date.now(), origin }));
      log.info(paths, 'the certificate was read again');
    } catch (error) {
      log.error({ err: error }, 'the new certificate cannot serve; the old one stays');
    }
  };
  for (const file of Object.values(paths)) watchFile(file, { interval: everyMs, persistent: false }, changed);
  return () => {
    for (const file of Object.values(paths)) unwatchFile(file, changed);
  };
}
