import { describe, expect, test } from 'vitest';
import { parseBytes, parseDuration, parseQuantity } from '../../../../../infra/lint/container/quantities.ts';
import { lint } from '../../../../../infra/lint/lint.ts';
import { type Directive, parseNginx } from '../../../../../infra/lint/models/nginx/parse.ts';
import { parseNginxSize, parseNginxTime } from '../../../../../infra/lint/models/nginx/units.ts';

const inShort = (directives: readonly Directive[]): unknown[] =>
  directives.map(({ name, args, line, block }) => [
    line,
    name,
    ...args,
    ...(block === null ? [] : [inShort(block)]),
  ]);

describe('the nginx parser', () => {
  test('reads words, quotes, comments, blocks and variables', () => {
    const text = `# a } comment
user  www;
http { log_format m '$uri "b" ; {' "it's" # here; too
       "\\"c\\"" '';
  set $x \${y}z; }
location ~ "^/a{2}$" { return 200 a\\;b; } location =/x{}`;
    const { directives, problems } = parseNginx(text);
    expect(problems).toEqual([]);
    expect(inShort(directives)).toEqual([
      [2, 'user', 'www'],
      [
        3,
        'http',
        [
          [3, 'log_format', 'm', '$uri "b" ; {', "it's", '"c"', ''],
          [5, 'set', '$x', `$${'{y}'}z`],
        ],
      ],
      [6, 'location', '~', '^/a{2}$', [[6, 'return', '200', 'a\\;b']]],
      [6, 'location', '=/x', []],
    ]);
  });

  test('ignores braces in Lua blocks', () => {
    const lua = `location / { content_by_lua_block {
      local t = { "}", '{', [[}]] } -- }
    } proxy_pass http://a; }`;
    const [location] = parseNginx(lua).directives;
    expect(location?.block?.map(({ name, line }) => [name, line])).toEqual([
      ['content_by_lua_block', 1],
      ['proxy_pass', 3],
    ]);
  });

  test.each([
    ['a b\n}\nc', [1, 2, 3]],
    ['http { server {', [1, 1]],
    ['a "b;', [1, 1]],
    [';', [1]],
    ['{ a b; }', [1]],
    ['a{'.repeat(150), expect.arrayContaining([1])],
  ])('reports the syntax errors of %j with their lines', (text, lines) => {
    expect(parseNginx(text).problems.map(({ line }) => line)).toEqual(lines);
  });
});

test.each([
  ['60', 60_000],
  ['90s', 90_000],
  ['1m30s', 90_000],
  ['1h 30m', 5_400_000],
  ['500ms', 500],
  ['1M', 2_592_000_000],
  ['', null],
  ['1x', null],
  ['$time', null],
])('parseNginxTime reads %j as %s ms', (text, ms) => expect(parseNginxTime(text)).toBe(ms));

test.each([
  [parseNginxSize, '1m', 1_048_576],
  [parseNginxSize, '8K', 8192],
  [parseNginxSize, '1t', null],
  [parseQuantity, '512Mi', 536_870_912],
  [parseQuantity, '1.5Gi', 1_610_612_736],
  [parseQuantity, '1G', 1_000_000_000],
  [parseQuantity, '128974848', 128_974_848],
  [parseQuantity, '1e3k', 1_000_000],
  [parseQuantity, '1gb', null],
  [parseBytes, '2g', 2_147_483_648],
  [parseBytes, '512M', 536_870_912],
  [parseBytes, '1024kb', 1_048_576],
  [parseBytes, '300', 300],
  [parseBytes, '-1', null],
  [parseDuration, '1m30s', 90_000],
  [parseDuration, '1.5s', 1500],
  [parseDuration, '10', null],
])('%o reads %j as %s', (read, text, expected) => expect(read(text)).toBe(expected));

/** The broken ids of a server with these lines, with facts about the program from the user. */
const brokenWith = (http: string, location: string): string[] =>
  lint({
    files: [{ name: 'nginx.conf', text: `http { ${http} server { location / { ${location} } } }` }],
    userFacts: new Map([
      ['classes.api.deadlineMs', 70_000],
      ['node.keepAliveMs', 5000],
    ]),
  })
    .findings.filter(({ state }) => state === 'broken')
    .map(({ id }) => id);

describe('an nginx default is assumed only when no other file can set the value', () => {
  const pool = 'upstream a { server b:1; keepalive 4; }';
  const kept = 'proxy_http_version 1.1; proxy_set_header Connection "";';

  test.each([
    ['the default read timeout', '', 'proxy_pass http://a;', ['deadline-before-gateway']],
    ['a read timeout on the enclosing level', 'proxy_read_timeout 2m;', 'proxy_pass http://a;', []],
    ['an include in the location', '', 'include proxy_params; proxy_pass http://a;', []],
    ['an include on the enclosing level', 'include conf.d/*.conf;', 'proxy_pass http://a;', []],
    ['a harmless include', 'include mime.types;', 'proxy_pass http://a;', ['deadline-before-gateway']],
    [
      'the default idle timeout of a keepalive pool',
      `${pool} proxy_read_timeout 2m;`,
      `${kept} proxy_pass http://a;`,
      ['keep-alive-outlives-gateway'],
    ],
    ['no keepalive pool', 'proxy_read_timeout 2m;', `${kept} proxy_pass http://a;`, []],
    [
      'a keepalive pool whose connections are closed',
      `${pool} proxy_read_timeout 2m;`,
      'proxy_pass http://a; proxy_http_version 1.1; proxy_set_header Connection $x;',
      [],
    ],
    ['an invalid read timeout', 'proxy_read_timeout soon;', 'proxy_pass http://a;', []],
    [
      'a short idle timeout, which does not limit a response',
      `${pool} proxy_read_timeout 2m;`.replace('keepalive 4;', 'keepalive 4; keepalive_timeout 4s;'),
      `${kept} proxy_pass http://a;`,
      [],
    ],
  ])('%s', (_, http, location, ids) => expect(brokenWith(http, location)).toEqual(ids));
});
