import { readFileSync, rmSync } from 'node:fs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { InputFile } from '../../../infra/lint/lint.ts';
import { cloudFormationValidate } from '../../infra/lint/comparison/validators.ts';
import { createSite } from '../../infra/lint/support/production.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

/**
 * Runs in a process of its own, beside the preload that takes the check of the contract away (unchecked.ts): what
 * refuses a number here is not us. It makes the templates of each contract that it is sent, so that the constructs are
 * loaded once.
 */
export type SynthesisResult =
  | {
      readonly outcome: 'made';
      readonly templates: readonly InputFile[];
      readonly findings: readonly string[];
    }
  | { readonly outcome: 'refused'; readonly why: string };

const { findDiagnostics } = cloudFormationValidate();
// What a refused synthesis leaves behind goes with this process.
const directory = createTemporaryDirectory('synthesis');
process.env.TMPDIR = directory.path;
process.once('exit', directory.remove);

/** Fatal, and errors: of a warning nothing is refused. */
const errorPattern = /^[FE]\d/;

function synthesize(contract: Contract): SynthesisResult {
  try {
    const { app, folder } = createSite(contract);
    const templates = app.synth().stacks.map(({ templateFile, templateFullPath }) => ({
      name: templateFile,
      text: readFileSync(templateFullPath, 'utf8'),
    }));
    rmSync(folder, { recursive: true });
    return {
      outcome: 'made',
      templates,
      findings: [...findDiagnostics(templates)].filter((text) => errorPattern.test(text)),
    };
  } catch (error) {
    return { outcome: 'refused', why: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', ({ id, contract }: { readonly id: number; readonly contract: Contract }) => {
  process.send?.({ id, synthesized: synthesize(contract) });
});
