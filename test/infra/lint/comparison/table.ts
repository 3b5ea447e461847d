import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mutations } from '../mutations/all.ts';
import type { Mutation } from '../mutations/mutation.ts';

/** What the tools of others say of one mutation; null: it cannot be written there. */
export interface Row {
  readonly mutation: Mutation;
  readonly validate: boolean;
  readonly nag: boolean;
  readonly constructs: boolean | null;
}

/** It is told of nearly every number, so that it would say nothing in a table. */
const same = 'template-says-what-the-contract-says';

const require = createRequire(import.meta.url);

function versionOf(name: string): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(require.resolve(`${name}/package.json`), 'utf8'),
  );
  return version;
}

/** What the table was made with: where this differs, it is to be made again. */
export const madeWith = (): string =>
  ['aws-cdk-lib', 'cdk-nag'].map((name) => `${name} ${versionOf(name)}`).join(', ');

/** The cells of a row that this program alone decides. */
export const ownCells = ({ name, finds }: Mutation): string => {
  const ids = finds.filter((id) => id !== same).map((id) => `\`${id}\``);
  return `| ${name} | ${ids.length > 0 ? ids.join(', ') : '–'} |`;
};

export function tableOf(rows: readonly Row[]): string {
  const ours = rows.filter(({ mutation }) => mutation.finds.length > 0);
  const others = ({ validate, nag, constructs }: Row) => validate || nag || constructs === true;
  const count = (caught: (row: Row) => boolean) => rows.filter(caught).length;
  const inConstructs = count(({ constructs }) => constructs !== null);
  const refused = count(({ constructs }) => constructs === true);
  return `# What is caught

Our own templates with one place changed (test/infra/lint/mutations), and who says so. Made by
\`node test/infra/lint/comparison/main.ts\` with ${madeWith()}; a test fails when it is stale.

| | of ${mutations.length} |
|---|---|
| the audit | ${ours.length} |
| the audit alone | ${count((row) => row.mutation.finds.length > 0 && !others(row))} |
| cloudformation-validate, which CDK runs at every synth | ${count(({ validate }) => validate)} |
| cdk-nag, AwsSolutions | ${count(({ nag }) => nag)} |
| CDK's own constructs, of the ${inConstructs} that can be written with them | ${refused} |
| others alone | ${count((row) => row.mutation.finds.length === 0 && others(row))} |

"Yes" is a finding that the unchanged templates do not have, of whatever severity; – is none. The constructs are asked
for the same number on its own: they see no other resource. Beside the rules of the first column,
\`${same}\` tells of every number that the contract holds.

| change | the audit | cloudformation-validate | cdk-nag | constructs |
|---|---|---|---|---|
${rows.map(line).join('\n')}
`;
}

const line = ({ mutation, validate, nag, constructs }: Row): string =>
  `${ownCells(mutation)} ${[validate, nag, constructs].map(cell).join(' | ')} |`;

const cell = (caught: boolean | null): string => (caught === null ? 'cannot say it' : caught ? 'yes' : '–');
