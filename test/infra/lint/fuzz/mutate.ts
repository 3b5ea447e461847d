import type { Random } from '../../../support/random.ts';

const values = [
  ...[
    '',
    '0',
    '-1',
    '1e309',
    '9'.repeat(400),
    'null',
    '~',
    'true',
    '[]',
    '{}',
    '{ Ref: x }',
    '!Ref x',
    '!Sub "${a"',
  ],
  ...[
    '*a',
    '&a',
    '<<: *a',
    '|',
    '>-',
    '"',
    "'",
    '\u0000',
    '\u0001',
    '\uFEFF',
    '👪',
    '${X:-',
    '$$',
    '{{ .Values.x }}',
  ],
  ...[
    '__proto__',
    'constructor',
    '#',
    ';',
    '}',
    '{',
    '\\',
    '\t',
    '- ',
    ': ',
    '? ',
    '99999999999999999999s',
    '1h1h1h',
  ],
];

/** Changes a text in one to three places: as typing, a bad merge, a cut or a template would. */
export function mutate(text: string, random: Random): string {
  let mutated = text;
  for (let count = 1 + random.below(3); count > 0; count -= 1) mutated = mutateOnce(mutated, random);
  return mutated;
}

function mutateOnce(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(text.length + 1);
  const line = random.below(lines.length);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + random.pick(['', ...values]) + text.slice(at + random.below(20));
    case 2:
      return lines.toSpliced(line, 1).join('\n');
    case 3:
      return lines.toSpliced(line, 0, lines[random.below(lines.length)] ?? '').join('\n');
    case 4:
      return lines
        .toSpliced(line, 1, `${' '.repeat(random.below(8))}${(lines[line] ?? '').trim()}`)
        .join('\n');
    case 5:
      return lines
        .toSpliced(
          line,
          1,
          (lines[line] ?? '').replace(/[^\s:;{[,]+(?=\W*$)/, () => random.pick(['', ...values])),
        )
        .join('\n');
    case 6:
      return lines.toSpliced(line, 0, ...lines.slice(line, line + 1 + random.below(10))).join('\n');
    default:
      return text.replace(/\d+/g, (digits) =>
        random.below(4) === 0 ? random.pick(['', ...values]) : digits,
      );
  }
}
