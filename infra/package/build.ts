import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** `node infra/package/build.ts` builds dist/package: the audit and the client of a server, for Node 20 and later. */

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The YAML package calls `require`. */
const requireForPackages =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Node 20 lacks it. */
const polyfill = `Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};`;

export async function buildPackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'rostrum.mjs');
  await build({
    entryPoints: [here('main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    banner: {
      js: `#!/usr/bin/env node\n${requireForPackages}\n${polyfill}`,
    },
    logLevel: 'warning',
  });
  await buildClient(folder);
  const { version, license } = readRootManifest();
  const manifest = {
    name: 'rostrum',
    version,
    description:
      'Audits the timeouts and capacities of a stack across its layers; a client of Rostrum servers',
    license,
    type: 'module',
    bin: { rostrum: 'rostrum.mjs' },
    exports: { './client': { types: './types/infra/package/client.d.ts', default: './client.mjs' } },
    engines: { node: '>=20' },
    files: ['rostrum.mjs', 'client.mjs', 'types', 'README.md', 'LICENSE'],
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(here('README.md'), join(folder, 'README.md'));
  copyFileSync(here('../../LICENSE'), join(folder, 'LICENSE'));
}

/** For browsers, too: the build fails if a module of Node is imported. */
async function buildClient(folder: string): Promise<void> {
  await build({
    entryPoints: [here('client.ts')],
    outfile: join(folder, 'client.mjs'),
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  const project = here('tsconfig.client.json');
  const compiler = here('../../node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', join(folder, 'types')]);
}

function readRootManifest(): {
  readonly version: string;
  readonly license: string;
} {
  return JSON.parse(readFileSync(here('../../package.json'), 'utf8'));
}

if (import.meta.main) {
  const folder = here('../../dist/package');
  await buildPackage(folder);
  const { size } = statSync(join(folder, 'rostrum.mjs'));
  process.stdout.write(`${relative('.', folder)}: ${(size / 1e6).toFixed(2)} MB\n`);
}
