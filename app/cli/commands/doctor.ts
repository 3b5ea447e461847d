import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, rejectPositionals } from '../../shared/command-line/parse.ts';
import { wrapText } from '../../shared/command-line/text-layout.ts';
import { toPrintable } from '../../shared/printable.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { checkKey, checkModels, checkSigner } from '../doctor/access.ts';
import type { CheckContext, CheckResult, DoctorCheck } from '../doctor/check.ts';
import { checkData } from '../doctor/data.ts';
import { checkSocket, checkStream } from '../doctor/live.ts';
import { checkPrices } from '../doctor/prices.ts';
import { checkServer } from '../doctor/server.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Style } from '../output/style.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';

const options = {
  plain: { type: 'boolean', description: 'No colours' },
  ...commonOptions,
} as const satisfies CommandOptions;

const checkTimeoutMs = 10_000;

/** The other checks run only when these pass, as they would fail for the same reason. */
const prerequisites: readonly DoctorCheck[] = [checkServer, checkKey];
const checks: readonly DoctorCheck[] = [
  checkModels,
  checkPrices,
  checkData,
  checkSigner,
  checkSocket,
  checkStream,
];

export const doctorCommand: CliCommand = {
  usage: '',
  summary: 'Check this machine and the server, and print a fix for each problem; contacts only the server',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    rejectPositionals(positionals);
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
    if (hasFailed()) out.writeLines([out.style.error('Some checks failed.')]);
    else
      out.writeLines([
        out.style.success(warnings === 0 ? 'All checks passed.' : 'All checks passed, with warnings (!).'),
      ]);
    return hasFailed() ? exitCodes.failed : exitCodes.decided;
  },
};

const createCheckContext = (
  server: CheckContext['server'],
  { interrupted, formats, now, version }: Terminal,
): CheckContext => ({
  server,
  now,
  version,
  signal: AbortSignal.any([interrupted, AbortSignal.timeout(checkTimeoutMs)]),
  interrupted,
  formats,
});

const marks: Readonly<Record<CheckResult['status'], string>> = { pass: '✓', warning: '!', fail: '✗' };

function formatResult({ status, name, message, fix }: CheckResult, columns: number, style: Style): string[] {
  const colour = { pass: style.success, warning: style.accent, fail: style.error }[status];
  const indent = ' '.repeat(8);
  const [first = '', ...more] = wrapText(toPrintable(message), columns - 2, name.padEnd(8), indent);
  const fixLines = fix === undefined ? [] : wrapText(toPrintable(`Fix: ${fix}`), columns - 2, indent);
  return [`${colour(marks[status])} ${first}`, ...[...more, ...fixLines].map((line) => `  ${line}`)];
}
