import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// CDK is megabytes of JavaScript: compiling them took a quarter of a synthesis.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));
// CloudFormation Validate is megabytes of WebAssembly that run once: optimizing them costs more than it saves.
setFlagsFromString('--liftoff-only');
const { main, exitWithError } = await import('./app.ts');
await main().catch(exitWithError);
