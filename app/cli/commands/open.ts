import { spawn } from 'node:child_process';
import { parseCommandLine, requireSingle } from '../../shared/command-line/parse.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';

export const openCommand: CliCommand = {
  usage: 'ID',
  summary: 'Print the address of a debate, and open it in the browser on a terminal',
  options: commonOptions,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, commonOptions);
    const id = requireSingle(positionals, 'the id of a debate');
    const { baseUrl, client } = resolveServer(values, terminal);
    await client.get(id, { signal: terminal.interrupted });
    const url = `${baseUrl}/debates/${encodeURIComponent(id)}`;
    createOutput(terminal, 'stdout', true).writeLines([url]);
    if (terminal.stdout.isTTY) openInBrowser(url);
    return exitCodes.decided;
  },
};

const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Without a browser nothing happens: the address is printed already. */
function openInBrowser(url: string): void {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
