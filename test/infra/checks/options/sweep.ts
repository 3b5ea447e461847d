import { allowedWords } from '../../../../infra/checks/type-errors.ts';
import type { Changes, Value } from './synthesis.ts';
import { errorsWith, synthesizeWith } from './synthesis.ts';
import { interacting, together } from './values.ts';

/**
 * The long form of every-option.test.ts: synthesizes each value that changes the structure of a deployment, and every
 * pair of them, with all validations. `node test/infra/checks/options/sweep.ts [FROM] [TO]` takes minutes.
 */
const progressStep = 20;

/** Options that are no words, each with a value that is not production's. */
const flags = {
  'cdn.firewall': false,
  'function.enabled': true,
  retainData: false,
  allowScraping: true,
  'account.kmsKeyArn': 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'account.permissionsBoundaryArn': 'arn:aws:iam::111122223333:policy/boundary',
  'account.accessLogBucket': 'team-access-logs',
  'account.flowLogs': true,
  'account.containerInsights': true,
  'account.allowExec': true,
};

/** Every value that is not production's. */
const structural: readonly Changes[] = [
  ...Object.entries(flags).map(([name, value]): Changes => ({ [`deployment.${name}`]: value })),
  ...Object.entries(allowedWords).flatMap(([path, words]) =>
    words.slice(1).map((word): Changes => ({ [path]: word })),
  ),
  ...interacting,
];

const isConsistent = (one: Changes, other: Changes): boolean =>
  Object.entries(other).every(([path, value]: [string, Value]) => (one[path] ?? value) === value);

const combinations = structural.flatMap((one, index) =>
  structural
    .slice(index)
    .filter((other) => isConsistent(one, other))
    .map((other): Changes => ({ ...one, ...other })),
);
const unique = [
  ...new Map([...combinations, ...together].map((changes) => [JSON.stringify(changes), changes])).values(),
];

const [from = '0', to = `${unique.length}`] = process.argv.slice(2);
const chosen = unique.slice(Number(from), Number(to));
const began = performance.now();
const seconds = () => Math.round((performance.now() - began) / 1000);
let refused = 0;
let errors = 0;
for (const [index, changes] of chosen.entries()) {
  if (errorsWith(changes).length > 0) refused += 1;
  else {
    const output = synthesizeWith(changes);
    if (output !== '') {
      errors += 1;
      process.stdout.write(`${JSON.stringify(changes)}\n${output.slice(0, 2000)}\n\n`);
    }
  }
  if ((index + 1) % progressStep === 0)
    process.stderr.write(`${index + 1} of ${chosen.length}, ${errors} errors, ${seconds()} s\n`);
}
process.stdout.write(
  `${chosen.length} of ${unique.length} combinations, ${errors} errors: ${chosen.length - refused} synthesized, ` +
    `${refused} refused with a sentence, in ${seconds()} s\n`,
);
process.exitCode = errors > 0 ? 1 : 0;
