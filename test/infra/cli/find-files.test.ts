import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { auditCommand } from '../../../infra/cli/audit.ts';
import { findFiles } from '../../../infra/cli/find-files.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const { path, remove } = createTemporaryDirectory('stack');
  onTestFinished(remove);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

const names = (root: string, path = root) =>
  findFiles(path)?.paths.map((file) => file.slice(root.length + 1)) ?? null;

test('a folder means the files below it that git does not ignore', () => {
  const root = folderWith({
    '.gitignore': 'dist/\n*.gen.yaml\n!keep.gen.yaml\n/only-here.yaml\n',
    'compose.yaml': '',
    'a.gen.yaml': '',
    'keep.gen.yaml': '',
    'only-here.yaml': '',
    'sub/only-here.yaml': '',
    'sub/.gitignore': 'secret.yaml',
    'sub/secret.yaml': '',
    'dist/a.yaml': '',
    'node_modules/a/a.yaml': '',
    '.github/workflow.yaml': '',
    'package-lock.json': '{}',
    'notes.txt': '',
  });
  expect(names(root)).toEqual(['compose.yaml', 'keep.gen.yaml', 'sub/only-here.yaml']);
  expect(names(root, join(root, '**/*.gen.yaml'))).toEqual(['keep.gen.yaml']);
  expect(names(root, join(root, 'compose.yaml'))).toBe(null);
});

test('a folder with files that are no stack exits 0, and hints at what must be rendered', async () => {
  const root = folderWith({
    'values.yaml': 'replicas: 1\n',
    'broken.yaml': 'a: [\n',
    'chart/Chart.yaml': 'name: a\n',
    'chart/templates/a.yaml': 'kind: Service\nmetadata: { name: {{ .Values.a }} }\n',
    'infra/main.tf': '',
    'compose.yaml': 'services: { a: { image: "a:1" } }\n',
  });
  const { exitCode, output } = await auditCommand.run({ profiles: null, positionals: [root], options: {} });
  expect(exitCode).toBe(0);
  expect(output.replaceAll(/\s+/g, ' ')).toContain(
    `${root}/chart is a Helm chart: helm template ${root}/chart | rostrum audit -`,
  );
  expect(output).toContain('terraform show -json PLAN');
  expect(output).toMatch(/^no findings in 1 file; 0 hold$/m);
});
