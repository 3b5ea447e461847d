import { expect, test } from 'vitest';
import { runCli } from '../../support/cli/run-cli.ts';
import { openServer } from '../../support/http/open-app.ts';

const { server } = await openServer();

const estimate = (...args: readonly string[]) =>
  runCli(['ask', 'Why?', '--estimate', ...args], { url: server.server.url });

test('ask --estimate prints the cost and starts no debate', async () => {
  const { code, stdout, stderr } = await estimate('--rounds', '1', '--budget-tokens', '500');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.split('\n').map((line) => line.replace(/ +/g, ' ').trim());
  for (const line of [
    'standard, at most 1 round of critique and revision',
    'Ada Advocate scripted',
    'Judge Judge scripted',
    'at least typically at most',
    'turns: Blind answers 3 3 3',
    'turns: Critique 0 3 3',
    'turns: Decision 1 1 2',
    'turns in total 4 10 11',
  ])
    expect(lines).toContain(line);
  expect(lines.join(' ')).toContain(
    '500 tokens: not enough for the first round; the debate would end at once.',
  );
  expect(stdout).toMatch(/USD +\$\d/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect((await server.call('/api/v1/debates')).json.debates).toEqual([]);
});

test('ask --estimate prints the warnings about the panel', async () => {
  const { stdout } = await estimate();
  expect(stdout).toContain(
    '\nWarnings\n  - All agents and the judge are one model, scripted: they share its',
  );
});

test('ask --estimate --json prints the answer of the server, and an invalid option is a usage error', async () => {
  const { stdout } = await estimate('--json');
  const body = { question: 'Why?' };
  expect(JSON.parse(stdout)).toEqual((await server.call('/api/v1/estimates', { method: 'POST', body })).json);
  const refused = await estimate('--rounds', '99');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--rounds: must be') });
});
