import { describe, expect, test } from 'vitest';
import { audit } from '../../../infra/audit/audit.ts';
import { type Directive, parseNginx } from '../../../infra/audit/nginx/parse.ts';
import { sizeOf, timeOf } from '../../../infra/audit/nginx/units.ts';
import { bytesOf, durationOf, quantityOf } from '../../../infra/audit/workload/amounts.ts';

const inShort = (directives: readonly Directive[]): unknown[] =>
  directives.map(({ name, args, line, block }) => [line, name, ...args, ...(block === null ? [] : [inShort(block)])]);

describe('the language of nginx', () => {
  test('has words, quotes, comments, blocks and variables', () => {
    const text = `# a } comment
user  www;
http { log_format main '$a "b" ; {' "it's" # here; too
       "\\"c\\"";
  set $x \${y}{; }
location ~ "^/a{2}$" { return 200 a\\;b; }`;
    const { directives, problems } = parseNginx(text);
    expect(problems).toEqual([]);
    expect(inShort(directives)).toEqual([
      [2, 'user', 'www'],
      [3, 'http', [[3, 'log_format', 'main', '$a "b" ; {', "it's", '"c"']]],
      [6, 'location', '~', '^/a{2}$', [[6, 'return', '200', 'a\\;b']]],
    ]);
  });
});
