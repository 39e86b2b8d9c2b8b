// `npm run trailwatch -- COMMAND`: the command line, in the pinned Node.
import { join } from 'node:path';
import { bootstrap, handOver, main, root } from './bootstrap.mjs';

// Its log goes to standard error: what it prints may be read by a program.
process.env.TRAILWATCH_PROCESS ??= 'command';
await main(async () => handOver(await bootstrap(), [join(root, 'lib/cli/main.ts'), ...process.argv.slice(2)]));
