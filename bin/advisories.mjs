// `npm run advisories`: installs what is missing, then asks the registry in the pinned Node.
import { join } from 'node:path';
import { bootstrap, handOver, main, root } from './bootstrap.mjs';

await main(async () => handOver(await bootstrap(), [join(root, 'bin/run-advisories.mjs'), ...process.argv.slice(2)]));
