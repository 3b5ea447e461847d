import { expect, test } from 'vitest';
import { runCommandLine } from '../../app/cli/run-command-line.ts';
import { runContract } from '../../infra/cli/run-contract.ts';
import { createCommandTerminal } from '../support/cli/command-terminal.ts';
import { inlineCommands, pages, root } from './documented-commands.ts';

const inline = pages.flatMap((page) => inlineCommands(page).map((command) => ({ page, command })));

/** What stands for the reader's own names, by the words of the pages. */
const placeholders: Readonly<Record<string, string>> = {
  PROFILE: 'self-hosted',
  FILE: 'self-hosted',
  N: '1000',
  M: '60',
  'PATH…': `${root}infra/rendered/compose.yaml`,
};

/** They write files of the repository; test/contract and test/infra compare those with what is rendered. */
const isWriting = /--output|render all/;

const contractCommands = inline.filter(
  ({ command }) => command.startsWith('npm run contract -- ') && !isWriting.test(command),
);

test.each(contractCommands)('$page: $command', async ({ command }) => {
  const args = command.split(' ').slice(4);
  const { status, stderr } = await runContract(args.map((arg) => placeholders[arg] ?? arg));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

/** Those of the package without dependencies, which test/infra/package runs. */
const isPackaged = /rostrum (?:audit|explain)\b/;

const ownCommands = inline.filter(
  ({ command }) => /^(?:npx )?rostrum [a-z]/.test(command) && !isPackaged.test(command),
);

test('the commands of rostrum in sentences have the names and options that they are given', async () => {
  const missing: string[] = [];
  for (const { page, command } of ownCommands) {
    const [name = '', ...args] = command.replace(/^(?:npx )?rostrum /, '').split(' ');
    const { terminal, stdout } = createCommandTerminal('a pipe');
    const code = await runCommandLine([name, '--help'], terminal);
    const words = stdout.output().split(/[\s=,]+/);
    const unknown = args.filter((arg) => arg.startsWith('--') && !words.includes(arg));
    if (code !== 0 || unknown.length > 0) missing.push(`${page}: ${command}`);
  }
  expect(missing).toEqual([]);
});
