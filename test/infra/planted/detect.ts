import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { contractErrors } from '../../../infra/checks/contract-errors.ts';
import { type InputFile, lint } from '../../../infra/lint/lint.ts';
import { changeKinds } from '../../../infra/synth/changes.ts';
import { asObject, type JsonObject, normalizeTemplate } from '../../../infra/synth/normalize.ts';
import { summarizeProfile } from '../../../infra/synth/summary.ts';
import { templatesWith } from '../lint/support/production.ts';
import type { ContractMistake } from './contract-mistakes.ts';
import { applyEdits } from './edit.ts';
import type { TemplateMistake } from './template-mistakes.ts';

/** Where a mistake in a template is caught by us. */
export interface Caught {
  /** Rules of the audit, which every synthesis runs. */
  readonly audit: readonly string[];
  /** Titles of the summary of a pull request. */
  readonly summary: readonly string[];
}

const production = profile('production');
const withEndpoints = applyOverrides(production, { deployment: { network: { tasks: 'endpoints' } } });

/** The templates that mistakes are planted into, by `hasEndpoints`. */
export function createTemplates(): (mistake: TemplateMistake) => InputFile {
  const [plain, endpoints] = [production, withEndpoints].flatMap(templatesWith).map(withProtection);
  if (plain === undefined || endpoints === undefined) throw new Error('production has no template');
  return ({ hasEndpoints }) => (hasEndpoints ? endpoints : plain);
}

const ecrImage = '111122223333.dkr.ecr.us-east-1.amazonaws.com/rostrum:1';

/** As in infra/synthesized: protected, with an image in ECR. */
function withProtection({ name, text }: InputFile): InputFile {
  const template: object = JSON.parse(text.replaceAll('registry.example/rostrum:1', ecrImage));
  return { name, text: JSON.stringify({ ...template, Metadata: { TerminationProtection: true } }) };
}

const normalize = ({ text }: InputFile): JsonObject => asObject(normalizeTemplate(JSON.parse(text)));

const normalized = new WeakMap<InputFile, JsonObject>();

/** Many mistakes are planted into the same template. */
const normalizeOnce = (template: InputFile): JsonObject =>
  normalized.getOrInsertComputed(template, normalize);

export function detect(template: InputFile, { edits }: TemplateMistake): Caught {
  const changed = applyEdits(template, edits);
  const { findings } = lint({ files: [changed] });
  const broken = findings.filter(({ state, severity }) => state === 'broken' && severity !== 'note');
  const summary = summarizeProfile('production', normalizeOnce(template), normalize(changed));
  return {
    audit: [...new Set(broken.map(({ id }) => id))].sort(),
    summary: Object.values(changeKinds).filter((title) => summary.includes(`**${title}**`)),
  };
}

/** The sentences that refuse a profile. */
export const refusals = ({ changes }: ContractMistake): readonly string[] =>
  contractErrors(applyOverrides(production, changes));
