import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InputFile } from '../../../../infra/lint/lint.ts';
import { mutations } from '../mutations/all.ts';
import { applyMutation } from '../mutations/mutation.ts';
import { templatesOf } from '../support/production.ts';
import { isRejectedByConstructs } from './constructs.ts';
import { renderTable } from './table.ts';
import { cdkNag, cloudFormationValidate, type Validator } from './validators.ts';

/** Runs other tools on every mutation, and writes infra/lint/comparison.md. Takes a minute. */
const templates = { production: templatesOf('production'), hybrid: templatesOf('hybrid') };
const { findDiagnostics: validate } = cloudFormationValidate();

/** Whether a tool has a diagnostic that it does not have for the unchanged templates. */
function createDetector(
  findDiagnostics: Validator,
): (before: readonly InputFile[], after: readonly InputFile[]) => boolean {
  const known = new Map<readonly InputFile[], ReadonlySet<string>>();
  return (before, after) => {
    const baseline = known.get(before) ?? findDiagnostics(before);
    known.set(before, baseline);
    return [...findDiagnostics(after)].some((finding) => !baseline.has(finding));
  };
}

const findsWithValidate = createDetector(validate);
const findsWithNag = createDetector(cdkNag);

const rows = mutations.map((mutation) => {
  const before = templates[mutation.profile ?? 'production'];
  const after = applyMutation(before, mutation);
  return {
    mutation,
    validate: findsWithValidate(before, after),
    nag: findsWithNag(before, after),
    constructs: isRejectedByConstructs(mutation.name),
  };
});

const path = fileURLToPath(new URL('../../../../infra/lint/comparison.md', import.meta.url));
writeFileSync(path, renderTable(rows));
process.stdout.write(`${path}: ${rows.length} rows\n`);
