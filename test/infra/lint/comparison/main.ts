import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { File } from '../../../../infra/lint/lint.ts';
import { mutations } from '../mutations/all.ts';
import { mutated } from '../mutations/mutation.ts';
import { templatesOf } from '../support/production.ts';
import { refusedByConstructs } from './l2.ts';
import { tableOf } from './table.ts';
import { cdkNag, cloudFormationValidate, type Validator } from './validators.ts';

/** Asks the tools of others about every mutation, and writes infra/lint/comparison.md. It takes a minute. */
const templates = { production: templatesOf('production'), hybrid: templatesOf('hybrid') };
const { says: validate } = cloudFormationValidate();

/** Whether a tool says anything that it does not say of the unchanged templates. */
function createCatch(says: Validator): (before: readonly File[], after: readonly File[]) => boolean {
  const known = new Map<readonly File[], ReadonlySet<string>>();
  return (before, after) => {
    const baseline = known.get(before) ?? says(before);
    known.set(before, baseline);
    return [...says(after)].some((finding) => !baseline.has(finding));
  };
}

const byValidate = createCatch(validate);
const byNag = createCatch(cdkNag);

const rows = mutations.map((mutation) => {
  const before = templates[mutation.profile ?? 'production'];
  const after = mutated(before, mutation);
  return {
    mutation,
    validate: byValidate(before, after),
    nag: byNag(before, after),
    constructs: refusedByConstructs(mutation.name),
  };
});

const path = fileURLToPath(new URL('../../../../infra/lint/comparison.md', import.meta.url));
writeFileSync(path, tableOf(rows));
process.stdout.write(`${path}: ${rows.length} rows\n`);
