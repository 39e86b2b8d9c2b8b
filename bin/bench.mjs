// `npm run bench -- NAME`: installs what is missing, then measures in the pinned Node.
import { join } from 'node:path';
import { bootstrap, handOver, main, root } from './bootstrap.mjs';

await main(async () => handOver(await bootstrap(), [join(root, 'bench/main.ts'), ...process.argv.slice(2)]));
