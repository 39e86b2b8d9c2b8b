import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TrailwatchError } from '../../errors.ts';
import { frame, type Kind, magic } from './format.ts';

const unwritable = (file: string, cause: unknown): TrailwatchError => {
  const isFull = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
  return new TrailwatchError('unavailable', `${file} could not be written: ${(cause as Error).message}`, {
    cause,
    mend: isFull
      ? 'nothing of it was kept: make room, or name a file on another disk'
      : 'name a file in a directory that you may write in',
  });
};

/** Writes a backup beside its name, which it gets when it is whole and on the disk. */
export class BackupWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  bytes = 0;

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /** @throws TrailwatchError `conflict` when the file is there, `unavailable` when it cannot be made */
  static async open(file: string): Promise<BackupWriter> {
    if (existsSync(file)) {
      throw new TrailwatchError('conflict', `${file} is already there`, { mend: 'name another file, or move that one away' });
    }
    if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) {
      throw new TrailwatchError('invalid', `${dirname(file)} is no directory`, { mend: 'make it, or name another file' });
    }
    const handle = await open(`${file}.partial`, 'w', 0o600).catch((cause: unknown) => {
      throw unwritable(file, cause);
    });
    const writer = new BackupWriter(file, handle);
    try {
      await writer.#write(magic);
      return writer;
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  }

  async add(kind: Kind, body: Buffer | object): Promise<void> {
    await this.#write(await frame(kind, Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))));
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      await this.#handle.writeFile(bytes);
    } catch (cause) {
      throw unwritable(this.#file, cause);
    }
    this.#hash.update(bytes);
    this.bytes += bytes.length;
  }

  /** Of every byte so far. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  async finish(): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(`${this.#file}.partial`, this.#file);
      const folder = await open(dirname(this.#file));
      await folder.sync().finally(() => folder.close());
    } catch (cause) {
      throw unwritable(this.#file, cause);
    }
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(`${this.#file}.partial`, { force: true });
  }
}
