// `npm test`: installs what is missing, then runs every check and test in the pinned Node.
import { join } from 'node:path';
import { bootstrap, handOver, main, root } from './bootstrap.mjs';

await main(async () => handOver(await bootstrap(), [join(root, 'bin/run-tests.mjs'), ...process.argv.slice(2)]));
