import { common, type Options, parse } from './arguments.ts';
import type { Command } from './command.ts';
import { checkKey, checkModels, checkSigner } from './doctor-access.ts';
import { checkSocket, checkStream } from './doctor-live.ts';
import { checkServer } from './doctor-server.ts';
import { exitCodes, WrongUsage } from './exit.ts';
import type { Examine, Finding, Visit } from './finding.ts';
import { serverOf } from './server.ts';
import type { Style } from './style.ts';
import { outputOn, type Terminal } from './terminal.ts';
import { printable, wrap } from './text.ts';

const options = {
  plain: { type: 'boolean', says: 'No colours' },
  ...common,
} as const satisfies Options;

/** A check that takes longer has failed. */
const answerMsMax = 10_000;

/** Each needs the ones before it; where one is broken, the rest would only repeat it. */
const steps: readonly Examine[] = [checkServer, checkKey];
const rest: readonly Examine[] = [checkModels, checkSigner, checkSocket, checkStream];

export const doctor: Command = {
  usage: '',
  says: 'Look at this machine and at the server, and say what is wrong and what cures it; nothing else is contacted',
  options,
  async run(args, terminal) {
    const { values, positionals } = parse(args, options);
    if (positionals[0] !== undefined)
      throw new WrongUsage(`doctor takes no words; ${positionals[0]} is too much`);
    const server = serverOf(values, terminal);
    const out = outputOn(terminal, 'stdout', values.plain ?? false);
    const findings: Finding[] = [];
    const tell = (found: readonly Finding[]) => {
      findings.push(...found);
      out.lines(found.flatMap((finding) => linesOf(finding, out.columns(), out.style)));
    };
    const isBroken = () => findings.some(({ verdict }) => verdict === 'broken');

    tell([{ verdict: 'good', about: 'node', says: `${process.versions.node}, ${process.platform}` }]);
    for (const examine of steps) if (!isBroken()) tell(await examine(visit(server, terminal)));
    if (!isBroken()) for (const examine of rest) tell(await examine(visit(server, terminal)));
    const warnings = findings.filter(({ verdict }) => verdict === 'warning').length;
    if (isBroken()) out.lines([out.style.bad('Something is broken.')]);
    else
      out.lines([out.style.good(warnings === 0 ? 'All is well.' : 'It works; see what is marked with !.')]);
    return isBroken() ? exitCodes.failed : exitCodes.decided;
  },
};

const visit = (server: Visit['server'], { interrupted, now, version }: Terminal): Visit => ({
  ...{ server, now, version },
  signal: AbortSignal.any([interrupted, AbortSignal.timeout(answerMsMax)]),
  interrupted,
});

const marks: Readonly<Record<Finding['verdict'], string>> = { good: '✓', warning: '!', broken: '✗' };

function linesOf({ verdict, about, says, cure }: Finding, columns: number, style: Style): string[] {
  const tone = { good: style.good, warning: style.accent, broken: style.bad }[verdict];
  const indent = ' '.repeat(8);
  const [first = '', ...more] = wrap(printable(says), columns - 2, about.padEnd(8), indent);
  const cured = cure === undefined ? [] : wrap(printable(`Cure: ${cure}`), columns - 2, indent);
  return [`${tone(marks[verdict])} ${first}`, ...[...more, ...cured].map((line) => `  ${line}`)];
}
