import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InputFile } from '../../../infra/lint/lint.ts';
import { cdkNag, cloudFormationValidate, type Validator } from '../lint/comparison/validators.ts';
import { createTemplates, detect } from './detect.ts';
import { applyEdits } from './edit.ts';
import { renderPlanted, templateRow } from './table.ts';
import { added, reviewed } from './template-mistakes.ts';

/** Plants every mistake, also before cdk-nag and CloudFormation Validate, and writes docs/planted-mistakes.md. */
const templateFor = createTemplates();
const { findDiagnostics: validate } = cloudFormationValidate();

/** The rules with a finding that the unchanged template does not have. */
function newRules(findDiagnostics: Validator, before: InputFile, after: InputFile): readonly string[] {
  const known = findDiagnostics([before]);
  const found = [...findDiagnostics([after])].filter((finding) => !known.has(finding));
  return [
    ...new Set(found.flatMap((finding) => /^(?:AwsSolutions-\w+|[EF]\d+)/.exec(finding)?.[0] ?? [])),
  ].sort();
}

const remember = (findDiagnostics: Validator): Validator => {
  const known = new Map<string, ReadonlySet<string>>();
  return (files) => {
    const key = files.map(({ text }) => text).join();
    const found = known.get(key) ?? findDiagnostics(files);
    known.set(key, found);
    return found;
  };
};

const tools = { nag: remember(cdkNag), schema: remember(validate) };
const rows = new Map(
  [...reviewed, ...added].map((mistake) => {
    const before = templateFor(mistake);
    const after = applyEdits(before, mistake.edits);
    const found = {
      nag: newRules(tools.nag, before, after),
      schema: newRules(tools.schema, before, after),
    };
    return [mistake, templateRow(mistake, detect(before, mistake), found)] as const;
  }),
);
const path = fileURLToPath(new URL('../../../docs/planted-mistakes.md', import.meta.url));
writeFileSync(path, renderPlanted(rows));
process.stdout.write(`${path}: ${rows.size} rows\n`);
