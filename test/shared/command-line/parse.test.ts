import { describe, expect, test } from 'vitest';
import type { CommandOptions } from '../../../app/shared/command-line/options.ts';
import { parseCommandLine } from '../../../app/shared/command-line/parse.ts';
import { UsageError } from '../../../app/shared/command-line/usage-error.ts';

const options = {
  json: { type: 'boolean', description: 'Print JSON' },
  svg: { type: 'string', placeholder: 'FILE', description: 'Write an image' },
  title: { type: 'string', description: 'Title' },
  all: { type: 'boolean', short: 'v', description: 'Everything' },
} as const satisfies CommandOptions;

describe('parseCommandLine', () => {
  test('returns the values of the options and the positional arguments', () => {
    const { values, positionals } = parseCommandLine(
      ['a', '--json', '--svg', '-', '-v', 'b', '--', '--c'],
      options,
    );
    expect({ ...values }).toEqual({ json: true, svg: '-', all: true });
    expect(positionals).toEqual(['a', 'b', '--c']);
  });

  test.each([
    ['--jsn', 'unknown option --jsn; did you mean --json?'],
    ['--bogus', 'unknown option --bogus'],
    ['-q', 'unknown option -q'],
    ['--toString', 'unknown option --toString'],
    ['--json=1', '--json takes no value'],
    ['--svg', '--svg needs a value: --svg FILE'],
    ['--title', '--title needs a value: --title VALUE'],
    ['--svg --json', '--svg needs a value: --svg FILE; if --json is the value, write --svg=--json'],
  ])('rejects %s with a usage error', (args, message) => {
    expect(() => parseCommandLine(args.split(' '), options)).toThrow(new UsageError(message));
  });
});
