// Preloaded into every process that the launcher starts: when the launcher is gone, however it went, this one ends too.
if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), 8000).unref();
  });
  process.channel.unref();
}

export {};
