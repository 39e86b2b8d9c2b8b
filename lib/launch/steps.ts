/** How the launcher speaks: one line a step, with what it waits for and how long that took. */
export type Steps = {
  run: <T>(what: string, work: () => Promise<T>) => Promise<T>;
  note: (line: string) => void;
  announce: (line: string) => void;
};

/** @param write takes text without adding a line end */
export function spokenSteps(write: (text: string) => void): Steps {
  let isLineOpen = false;
  const note = (line: string): void => {
    write(`${isLineOpen ? '\n' : ''}  ${line}\n`);
    isLineOpen = false;
  };
  const close = (what: string, end: string): void => {
    write(isLineOpen ? ` ${end}\n` : `· ${what}: ${end}\n`);
    isLineOpen = false;
  };
  return {
    note,
    announce: (line) => write(`\n${line}\n\n`),
    async run(what, work) {
      const startedAt = performance.now();
      write(`· ${what} …`);
      isLineOpen = true;
      try {
        const result = await work();
        close(what, `${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
        return result;
      } catch (error) {
        close(what, 'not finished');
        throw error;
      }
    },
  };
}
