import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A text that is made once and kept in a file which its owner alone may read. */
export const rememberedText = (file: string, make: () => string): string => {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
};
