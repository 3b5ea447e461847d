import { type CommandOptions, commonOptions, parseCommandLine } from '../arguments.ts';
import type { CliCommand } from '../command.ts';
import { checkKey, checkModels, checkSigner } from '../doctor/access.ts';
import type { CheckContext, CheckResult, DoctorCheck } from '../doctor/check.ts';
import { checkSocket, checkStream } from '../doctor/live.ts';
import { checkServer } from '../doctor/server.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import type { Style } from '../output/style.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { toPrintable, wrapText } from '../output/text.ts';
import { resolveServer } from '../server.ts';

const options = {
  plain: { type: 'boolean', description: 'No colours' },
  ...commonOptions,
} as const satisfies CommandOptions;

/** A check that takes longer has failed. */
const checkTimeoutMs = 10_000;

/** Each needs the ones before it; where one is broken, the rest would only repeat it. */
const prerequisites: readonly DoctorCheck[] = [checkServer, checkKey];
const checks: readonly DoctorCheck[] = [checkModels, checkSigner, checkSocket, checkStream];

export const doctorCommand: CliCommand = {
  usage: '',
  description:
    'Look at this machine and at the server, and say what is wrong and what cures it; nothing else is contacted',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    if (positionals[0] !== undefined)
      throw new UsageError(`doctor takes no words; ${positionals[0]} is too much`);
    const server = resolveServer(values, terminal);
    const out = createOutput(terminal, 'stdout', values.plain ?? false);
    const results: CheckResult[] = [];
    const report = (newResults: readonly CheckResult[]) => {
      results.push(...newResults);
      out.writeLines(newResults.flatMap((result) => formatResult(result, out.columns(), out.style)));
    };
    const hasFailed = () => results.some(({ status }) => status === 'fail');

    report([{ status: 'pass', name: 'node', message: `${process.versions.node}, ${process.platform}` }]);
    for (const check of prerequisites)
      if (!hasFailed()) report(await check(createCheckContext(server, terminal)));
    if (!hasFailed()) for (const check of checks) report(await check(createCheckContext(server, terminal)));
    const warnings = results.filter(({ status }) => status === 'warning').length;
    if (hasFailed()) out.writeLines([out.style.error('Something is broken.')]);
    else
      out.writeLines([
        out.style.success(warnings === 0 ? 'All is well.' : 'It works; see what is marked with !.'),
      ]);
    return hasFailed() ? exitCodes.failed : exitCodes.decided;
  },
};

const createCheckContext = (
  server: CheckContext['server'],
  { interrupted, now, version }: Terminal,
): CheckContext => ({
  ...{ server, now, version },
  signal: AbortSignal.any([interrupted, AbortSignal.timeout(checkTimeoutMs)]),
  interrupted,
});

const marks: Readonly<Record<CheckResult['status'], string>> = { pass: '✓', warning: '!', fail: '✗' };

function formatResult({ status, name, message, fix }: CheckResult, columns: number, style: Style): string[] {
  const colour = { pass: style.success, warning: style.accent, fail: style.error }[status];
  const indent = ' '.repeat(8);
  const [first = '', ...more] = wrapText(toPrintable(message), columns - 2, name.padEnd(8), indent);
  const fixLines = fix === undefined ? [] : wrapText(toPrintable(`Cure: ${fix}`), columns - 2, indent);
  return [`${colour(marks[status])} ${first}`, ...[...more, ...fixLines].map((line) => `  ${line}`)];
}
