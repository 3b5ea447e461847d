import { describe, expect, test } from 'vitest';
import { bytesOf, durationOf, quantityOf } from '../../../../../infra/lint/container/quantities.ts';
import { audit } from '../../../../../infra/lint/lint.ts';
import { type Directive, parseNginx } from '../../../../../infra/lint/models/nginx/parse.ts';
import { sizeOf, timeOf } from '../../../../../infra/lint/models/nginx/units.ts';

const inShort = (directives: readonly Directive[]): unknown[] =>
  directives.map(({ name, args, line, block }) => [
    ...[line, name, ...args],
    ...(block === null ? [] : [inShort(block)]),
  ]);

describe('the language of nginx', () => {
  test('has words, quotes, comments, blocks and variables', () => {
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
        ...[3, 'http'],
        [
          [3, 'log_format', 'm', '$uri "b" ; {', "it's", '"c"', ''],
          [5, 'set', '$x', `$${'{y}'}z`],
        ],
      ],
      [6, 'location', '~', '^/a{2}$', [[6, 'return', '200', 'a\\;b']]],
      [6, 'location', '=/x', []],
    ]);
  });

  test('may hold Lua, whose braces are its own', () => {
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
  ])('what is wrong with %j is told with its line', (text, lines) => {
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
])('nginx reads %j as %s ms', (text, ms) => expect(timeOf(text)).toBe(ms));

test.each([
  [sizeOf, '1m', 1_048_576],
  [sizeOf, '8K', 8192],
  [sizeOf, '1t', null],
  [quantityOf, '512Mi', 536_870_912],
  [quantityOf, '1.5Gi', 1_610_612_736],
  [quantityOf, '1G', 1_000_000_000],
  [quantityOf, '128974848', 128_974_848],
  [quantityOf, '1e3k', 1_000_000],
  [quantityOf, '1gb', null],
  [bytesOf, '2g', 2_147_483_648],
  [bytesOf, '512M', 536_870_912],
  [bytesOf, '1024kb', 1_048_576],
  [bytesOf, '300', 300],
  [bytesOf, '-1', null],
  [durationOf, '1m30s', 90_000],
  [durationOf, '1.5s', 1500],
  [durationOf, '10', null],
])('%o reads %j as %s', (read, text, expected) => expect(read(text)).toBe(expected));

/** The ids that are broken in a server with these lines, when somebody says how the program behaves. */
const brokenWith = (http: string, location: string): string[] =>
  audit({
    files: [{ name: 'nginx.conf', text: `http { ${http} server { location / { ${location} } } }` }],
    userFacts: new Map([
      ['classes.api.deadlineMs', 70_000],
      ['node.keepAliveMs', 5000],
    ]),
  })
    .findings.filter(({ state }) => state === 'broken')
    .map(({ id }) => id);

describe('a default is taken for granted only where nothing else can set it', () => {
  const pool = 'upstream a { server b:1; keepalive 4; }';
  const kept = 'proxy_http_version 1.1; proxy_set_header Connection "";';

  test.each([
    ['the read time', '', 'proxy_pass http://a;', ['deadline-before-gateway']],
    ['the read time around a location', 'proxy_read_timeout 2m;', 'proxy_pass http://a;', []],
    ['not beside what a location includes', '', 'include proxy_params; proxy_pass http://a;', []],
    ['not beside what is included around it', 'include conf.d/*.conf;', 'proxy_pass http://a;', []],
    [
      'but beside what is harmless',
      'include mime.types;',
      'proxy_pass http://a;',
      ['deadline-before-gateway'],
    ],
    [
      'the idle time of a pool',
      `${pool} proxy_read_timeout 2m;`,
      `${kept} proxy_pass http://a;`,
      ['keep-alive-outlives-gateway'],
    ],
    ['no pool, no idle time', 'proxy_read_timeout 2m;', `${kept} proxy_pass http://a;`, []],
    [
      'where connections are closed, no idle time',
      `${pool} proxy_read_timeout 2m;`,
      'proxy_pass http://a; proxy_http_version 1.1; proxy_set_header Connection $x;',
      [],
    ],
    ['a time that is none is not judged', 'proxy_read_timeout soon;', 'proxy_pass http://a;', []],
    [
      'an idle time does not limit an answer',
      `${pool} proxy_read_timeout 2m;`.replace('keepalive 4;', 'keepalive 4; keepalive_timeout 4s;'),
      `${kept} proxy_pass http://a;`,
      [],
    ],
  ])('%s', (_, http, location, ids) => expect(brokenWith(http, location)).toEqual(ids));
});
