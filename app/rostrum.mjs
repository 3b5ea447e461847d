#!/usr/bin/env node
// npm scripts and npx run on the Node in node_modules; so does this when it is started by path. Any Node can read it.
/* biome-ignore-all lint/style/useNodejsImportProtocol: old Nodes do not know it */
import { spawn } from 'child_process';
import { existsSync, realpathSync } from 'fs';
import { fileURLToPath } from 'url';

var carried = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

// On Windows .bin/node is a shell script.
var other =
  process.platform !== 'win32' &&
  existsSync(carried) &&
  realpathSync(carried) !== realpathSync(process.execPath);

if (other) runWith(carried);
else
  import('./build/check-node.mjs')
    .then(() => import('./build/compile-cache.mjs'))
    .then(() => import('./cli.ts'));

function runWith(node) {
  var child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself, for a terminal sends it to both.
  process.on('SIGINT', () => {});
  ['SIGTERM', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => {
      child.kill(signal);
    });
  });
  child.on('exit', (code) => {
    process.exit(code === null ? 1 : code);
  });
}
