import { parseCommandLine } from '../../app/shared/command-line/parse.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { auditCommand } from '../cli/audit.ts';
import { contractOptions } from '../cli/contract-command.ts';
import { allRules, describeRule } from '../lint/rules/catalog.ts';
import { wrapIndented } from '../shared/format.ts';

/** The command of the package: the audit without the rest of Rostrum. */
const help = `Usage: rostrum audit PATH... [options]
       rostrum explain RULE

audit checks CloudFormation, Kubernetes, Compose and nginx files and the output of
terraform show -json, and the relations between them.
A folder means the files below it that git does not ignore.

  --format FORMAT          text, json, sarif, md, github; default: text
  --fail SEVERITY          lowest severity that fails: error, warning, note; default: error
  --notes                  show advice, too
  --accept FILE            a JSON list of { id, resource, files, reason }
  --facts NAME=NUMBER,...  numbers of your program, as program.keepAliveMs=5000
  --parameters A=1,B=2     values of template parameters
  -v                       list also what is unknown, and every finding in full

Exit codes: 0 nothing is wrong, 1 findings, 2 wrong usage, 3 a named file could not be read.`;

async function run([name, ...rest]: readonly string[]): Promise<{ output: string; exitCode: number }> {
  if (name === undefined || ['help', '--help', '-h'].includes(name)) return { output: help, exitCode: 0 };
  if (name === 'explain') return { output: explain(rest[0] ?? ''), exitCode: 0 };
  if (name !== 'audit') throw new UsageError(`unknown command ${name}; there are audit and explain`);
  const { values, positionals } = parseCommandLine(rest, { ...auditCommand.options, ...contractOptions });
  const { profile: _, help: isHelpRequest, ...options } = values;
  if (isHelpRequest) return { output: help, exitCode: 0 };
  return auditCommand.run({ profiles: null, options, positionals });
}

function explain(id: string): string {
  const rule = allRules.find((known) => known.id === id);
  if (rule)
    return describeRule(rule)
      .map((text) => wrapIndented(text))
      .join('\n');
  const ids = allRules.map((known) => known.id).sort();
  throw new UsageError(
    id === '' ? `explain needs a rule: ${ids.join(', ')}` : `there is no rule ${id}${didYouMean(id, ids)}`,
  );
}

// A reader that closes the pipe early (`rostrum audit . | head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  const { output, exitCode } = await run(process.argv.slice(2));
  process.exitCode = exitCode;
  process.stdout.write(`${output}\n`);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`rostrum: ${error.message}\nSee rostrum --help\n`);
  process.exitCode = 2;
}
