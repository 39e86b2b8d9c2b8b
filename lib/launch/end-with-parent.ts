import { syncBuiltinESMExports } from 'node:module';

// Preloaded into every process that the launcher starts: when the launcher is gone, however it went, this one ends too.
if (process.channel) {
  process.once('disconnect', () => {
    if (!process.emit('SIGTERM')) process.exit(1);
    setTimeout(() => process.exit(1), 8000).unref();
  });
  process.channel.unref();
}

/** Node's permissions leave signals out, and SIGUSR1 opens a debugger in whatever Node gets it: the launcher, which nothing confines. */
function refuse(): never {
  throw Object.assign(new Error('a confined process sends no signal'), { code: 'ERR_ACCESS_DENIED' });
}

if (process.permission) {
  for (const name of ['kill', '_kill', '_debugProcess']) {
    Object.defineProperty(process, name, { value: refuse, writable: false, configurable: false });
  }
  syncBuiltinESMExports();
}
