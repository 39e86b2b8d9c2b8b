// `npm start`: installs what is missing, then goes on in the pinned Node as `trailwatch start`.
import { join } from 'node:path';
import { bootstrap, handOver, main, root } from './bootstrap.mjs';

await main(async () => handOver(await bootstrap(), [join(root, 'lib/cli/main.ts'), 'start', ...process.argv.slice(2)]));
