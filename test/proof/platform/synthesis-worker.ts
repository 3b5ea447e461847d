import { readFileSync, rmSync } from 'node:fs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { InputFile } from '../../../infra/lint/lint.ts';
import { cloudFormationValidate } from '../../infra/lint/comparison/validators.ts';
import { createSite } from '../../infra/lint/support/production.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

/**
 * Runs in its own process with the preload skip-contract-check.ts, so that AWS tools, not our check, reject a number.
 * It synthesizes each contract it receives, and loads the constructs only once.
 */
export type SynthesisResult =
  | {
      readonly outcome: 'synthesized';
      readonly templates: readonly InputFile[];
      readonly findings: readonly string[];
    }
  | { readonly outcome: 'rejected'; readonly reason: string };

const { findDiagnostics } = cloudFormationValidate();
// Removes what a rejected synthesis leaves behind.
const directory = createTemporaryDirectory('synthesis');
process.env.TMPDIR = directory.path;
process.once('exit', directory.remove);

/** Fatal findings and errors; a warning rejects nothing. */
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
      outcome: 'synthesized',
      templates,
      findings: [...findDiagnostics(templates)].filter((text) => errorPattern.test(text)),
    };
  } catch (error) {
    return { outcome: 'rejected', reason: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', ({ id, contract }: { readonly id: number; readonly contract: Contract }) => {
  process.send?.({ id, synthesized: synthesize(contract) });
});
