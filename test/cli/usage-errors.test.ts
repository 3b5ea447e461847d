import { expect, test } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { openServer } from '../support/http/open-app.ts';

const { roundsMax, optionsMin, panelMin, budgetUsdMax, budgetTokensMax, deadlineSecondsMax, listPageMax } =
  profile('test').limits;

const { server } = await openServer();

test.concurrent.each([
  [['ask', 'Why?', '--rounds', '99'], `--rounds: must be a whole number from 0 to ${roundsMax}`],
  [
    ['ask', 'Why?', '--budget-usd', '0', '--budget-tokens', '0'],
    `--budget-usd: must be a number above 0 and at most ${budgetUsdMax}; ` +
      `--budget-tokens: must be a whole number from 1 to ${budgetTokensMax}`,
  ],
  [['ask', 'Why?', '--deadline', '0'], `--deadline: must be a whole number from 1 to ${deadlineSecondsMax}`],
  [['ask', 'Why?', '--option', 'yes'], `--option: must have at least ${optionsMin} items`],
  [['ask', 'Why?', '--option', 'yes', '--option', 'yes'], '--option: has two options that are the same'],
  [['ask', 'Why?', '--seat', 'sceptic'], `--seat: must have at least ${panelMin} items`],
  [['ask', 'Why?', '--judge', 'antropic:x'], '--judge: There is no antropic:x'],
  [['ask', 'Why?', '--model', 'antropic:x'], '--model: There is no antropic:x'],
  [['ask', 'Why?', '--seat', 'member', '--seat', 'member=antropic:x'], '--seat: There is no antropic:x'],
  [['ask', 'x'.repeat(9000)], 'the question: must have at most 8000 characters'],
  [['list', '--limit', '0'], `--limit: must be a whole number from 1 to ${listPageMax}`],
])('what the server refuses is wrong usage, and named with what is allowed: $1', async (args, says) => {
  const { code, stdout, stderr } = await runCli(args, { url: server.server.url });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`rostrum: ${says}`);
  expect(stderr.split('\n')).toHaveLength(3);
});
