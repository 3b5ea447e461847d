import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that breaks a rule, with the files that belong to it, and the same files as they should be. */
export interface RuleExample {
  readonly fails: readonly ExampleFile[];
  readonly passes: readonly ExampleFile[];
  /** What the user has to say about the program, as for --facts. */
  readonly facts: string | null;
}

export interface ExampleFile {
  readonly name: string;
  readonly text: string;
}

const folder = fileURLToPath(new URL('../lint/examples/', import.meta.url));

/** The examples of all rules, by rule. They are not part of the package. */
export const readRuleExamples = (): ReadonlyMap<string, RuleExample> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.\w+$/.test(path))
      .sort()
      .map((path) => [
        basename(path).replace(/\.\w+$/, ''),
        parseExample(path, readFileSync(`${folder}${path}`, 'utf8')),
      ]),
  );

const fault = / # fails with: /;

/**
 * `LINE # fails with: OTHER` is OTHER in the failing example. `# file: NAME` starts another file, and `# facts: LIST`
 * on the first line says what is known of the program.
 */
function parseExample(path: string, text: string): RuleExample {
  const [, facts = null] = /^# facts: (.*)$/m.exec(text) ?? [];
  const parts = text.replace(/^# facts: .*\n/m, '').split(/^# file: (.*)\n/m);
  const [first = '', ...named] = parts;
  const files = first.trim() === '' ? [] : [{ name: defaultName(path, first), text: first }];
  for (let index = 0; index < named.length; index += 2)
    files.push({ name: named[index] ?? '', text: named[index + 1] ?? '' });
  const withLines = (change: (line: string) => string) =>
    files.map((file) => ({ ...file, text: file.text.split('\n').map(change).join('\n') }));
  return {
    facts,
    passes: withLines((line) => line.split(fault)[0] ?? ''),
    fails: withLines((line) => {
      const [passing = '', failing] = line.split(fault);
      return failing === undefined ? passing : `${/^ */.exec(passing)?.[0] ?? ''}${failing}`;
    }),
  };
}

function defaultName(path: string, text: string): string {
  if (path.endsWith('.conf')) return 'nginx.conf';
  if (/^Resources:/m.test(text)) return 'template.yaml';
  return /^services:/m.test(text) ? 'compose.yaml' : 'shop.yaml';
}
