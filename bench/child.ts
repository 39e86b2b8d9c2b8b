import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of a bench's own that answers one question at a time. */
export type Child<Ask extends object, Answer> = {
  ask(question: Ask): Promise<Answer>;
  stop(): Promise<void>;
  /** As a machine's end would: nothing of it is told to anybody. */
  kill(): void;
  signal(name: NodeJS.Signals): void;
  /** Whether its process has ended, for whatever reason. */
  isOver(): boolean;
  readonly pid: number | undefined;
};

/**
 * @param file beside this one; it calls `answerAsks`
 * `output`: an open file for what it prints; this process's own output unless told. `flags`: of Node and V8.
 */
export function startBenchChild<Ask extends object, Answer>(
  file: string,
  environment: Record<string, string>,
  { output = 'inherit', flags = [] }: { output?: number | 'inherit'; flags?: readonly string[] } = {},
): Child<Ask, Answer> {
  const child = fork(join(import.meta.dirname, file), {
    env: { ...process.env, ...environment },
    execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning', ...flags],
    stdio: ['ignore', output, output, 'ipc'],
  });
  // One that is killed while it is asked is known by its end.
  child.on('error', () => {});
  const exited = once(child, 'exit');
  return {
    async ask(question) {
      const answered = once(child, 'message') as Promise<[Answer]>;
      child.send(question);
      const [answer] = await Promise.race([
        answered,
        exited.then(([code]) => {
          throw new Error(`${file} ended with ${code}`);
        }),
      ]);
      return answer;
    },
    kill: () => {
      child.kill('SIGKILL');
    },
    pid: child.pid,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => {
      child.kill(name);
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** In the child: answers until the parent lets go. An error ends the process, and the parent is told by that. */
export function answerAsks<Ask, Answer>(answer: (question: Ask) => Promise<Answer> | Answer): void {
  process.on('message', async (question: Ask) => process.send?.(await answer(question)));
  process.on('unhandledRejection', (error) => {
    console.error(error);
    process.exit(1);
  });
  process.on('disconnect', () => process.exit(0));
}
