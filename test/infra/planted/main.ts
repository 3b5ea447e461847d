import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTemplates, detect } from './detect.ts';
import { applyEdits } from './edit.ts';
import { renderPlanted, templateRow } from './table.ts';
import { added, reviewed } from './template-mistakes.ts';
import { createToolChecks } from './tools.ts';

/**
 * Plants every mistake, also before cdk-nag and CloudFormation Validate, and writes docs/planted-mistakes.md; with
 * `--check`, compares it instead. It takes a minute.
 */
const templateFor = createTemplates();
const checkWithTools = createToolChecks();
const rows = new Map(
  [...reviewed, ...added].map((mistake) => {
    const before = templateFor(mistake);
    const found = checkWithTools(before, applyEdits(before, mistake.edits));
    return [mistake, templateRow(mistake, detect(before, mistake), found)] as const;
  }),
);
const path = fileURLToPath(new URL('../../../docs/planted-mistakes.md', import.meta.url));
const text = renderPlanted(rows);
const isCheck = process.argv.includes('--check');
if (!isCheck) writeFileSync(path, text);
const isStale = readFileSync(path, 'utf8') !== text;
process.stdout.write(`${path}: ${rows.size} rows${isStale ? ', stale: run it without --check' : ''}\n`);
process.exitCode = isStale ? 1 : 0;
