// `npm run test:interop`: installs what is missing, then has boto3 walk the demo account, and collects from moto, in the pinned Node.
import { join } from 'node:path';
import { bootstrap, handOver, main, root } from './bootstrap.mjs';

await main(async () => handOver(await bootstrap(), [join(root, 'e2e/interop/main.ts'), ...process.argv.slice(2)]));
