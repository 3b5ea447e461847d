import { allowedWords } from '../../../../infra/checks/type-errors.ts';
import type { Changes, Value } from './synthesis.ts';
import { errorsWith, synthesizeWith } from './synthesis.ts';
import { interacting, together } from './values.ts';

/**
 * The long form of every-option.test.ts: synthesizes each value that changes the structure of a deployment, and every
 * pair of them, with all validations. `node test/infra/checks/options/sweep.ts [FROM] [TO]` takes minutes.
 */
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
const refused: Changes[] = [];
const failures: { changes: Changes; output: string }[] = [];
for (const changes of unique.slice(Number(from), Number(to))) {
  if (errorsWith(changes).length > 0) refused.push(changes);
  else {
    const output = synthesizeWith(changes);
    if (output !== '') failures.push({ changes, output });
  }
}
for (const { changes, output } of failures)
  process.stdout.write(`${JSON.stringify(changes)}\n${output.slice(0, 2000)}\n\n`);
const tried = Math.min(Number(to), unique.length) - Number(from);
process.stdout.write(
  `${tried} of ${unique.length} combinations: ${tried - refused.length} synthesized, ` +
    `${refused.length} refused with a sentence, ${failures.length} errors\n`,
);
process.exitCode = failures.length > 0 ? 1 : 0;
