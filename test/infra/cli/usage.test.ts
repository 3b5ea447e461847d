import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../app/shared/command-line/parse.ts';
import { nearestWords, unknownWordError } from '../../../app/shared/suggestions.ts';
import { commands } from '../../../infra/cli/commands.ts';
import { contractOptions } from '../../../infra/cli/contract-command.ts';
import { formatCommandHelp, formatOverview } from '../../../infra/cli/contract-help.ts';
import { explainCommand } from '../../../infra/cli/explain.ts';
import { wrapIndented } from '../../../infra/shared/format.ts';

const tooLong = (text: string) => text.split('\n').filter((line) => line.length > 100);

describe('help', () => {
  test.each(Object.entries(commands))(
    'of %s has an example that can be run, in lines that fit',
    (name, command) => {
      const help = formatCommandHelp(name, command);
      expect(tooLong(help)).toEqual([]);
      expect(help).toContain(`Example:\n  npm run contract -- ${name} ${command.example}`);
      const { profile, ...options } = command.options;
      expect(profile).toBeUndefined();
      const known = { ...options, ...contractOptions };
      expect(() => parseCommandLine(command.example.split(' '), known)).not.toThrow();
      for (const option of Object.keys(options)) expect(help).toContain(`--${option}`);
    },
  );

  test('of all fits, too', () => expect(tooLong(formatOverview(commands))).toEqual([]));
});

describe('what is nearest', () => {
  test.each([
    ['chekc', ['check']],
    ['expalin', ['explain']],
    ['prod', ['production']],
    ['', []],
    ['zzzzzz', []],
    ['pr', []],
  ])('to %j', (word, expected) => {
    expect(nearestWords(word, ['check', 'explain', 'production', 'render'])).toEqual(expected);
  });

  test('is suggested, followed by the list of all words', () => {
    expect(unknownWordError('ngin', 'a target', ['nginx', 'all'])).toBe(
      'ngin is not a target; did you mean nginx? There are nginx, all',
    );
    expect(unknownWordError('x', 'a target', ['nginx', 'all'])).toBe(
      'x is not a target; there are nginx, all',
    );
  });
});

test.each([
  ['kubernetes', 'probe-port-is-there', 'error'],
  ['Compose', 'check-gives-up-within-interval', 'note'],
  ['nginx', 'nothing-done-twice', 'warning'],
  ['CloudFormation', 'rule-priorities-differ', 'error'],
])('explain knows the rules of the audit, also those of %s', async (_, id, severity) => {
  const { exitCode, output } = await explainCommand.run({ profiles: null, options: {}, positionals: [id] });
  expect(exitCode).toBe(0);
  expect(output).toMatch(
    new RegExp(
      `^${id}: [\\s\\S]*\nPrevents [\\s\\S]*\nFix: [\\s\\S]*\\sseverity\\s${severity}\\.\\nSource:\\s[^\\n]+$`,
    ),
  );
  // An address is not wrapped.
  expect(tooLong(output).filter((line) => !line.startsWith('https://'))).toEqual([]);
});

test('words are put into lines that fit, and a word that is too long has one of its own', () => {
  expect(wrapIndented('aa bb cccccccc d', '  ', 6)).toBe('aa bb\n  cccccccc\n  d');
});
