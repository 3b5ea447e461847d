import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// CDK is megabytes of JavaScript: compiling them took a quarter of a synthesis.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));
const { main, exitWithError } = await import('./app.ts');
await main().catch(exitWithError);
