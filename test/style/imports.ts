import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { isIn, type Source } from './sources.ts';

/** Who may import what: a room of the program, and the rooms and files that it may reach into beside itself. */
export interface Arrow {
  readonly from: string;
  readonly to: readonly string[];
}

/** DESIGN's table. A folder ends in a slash; of two rooms that fit, the longer name counts. */
export const arrows: readonly Arrow[] = [
  { from: 'app/contract/', to: [] },
  { from: 'app/debate/', to: [] },
  { from: 'app/agents/', to: ['app/contract/', 'app/debate/'] },
  { from: 'app/store/', to: ['app/contract/', 'app/debate/'] },
  { from: 'app/live/', to: ['app/contract/', 'app/debate/', 'app/store/store.ts'] },
  {
    from: 'app/work/',
    to: [
      'app/contract/',
      'app/debate/',
      'app/agents/agent.ts',
      'app/store/store.ts',
      'app/store/log.ts',
      'app/live/',
    ],
  },
  { from: 'app/process/', to: ['app/contract/', 'app/live/timers.ts'] },
  {
    from: 'app/http/',
    to: [
      'app/contract/',
      'app/debate/',
      'app/store/store.ts',
      'app/agents/agent.ts',
      'app/live/',
      'app/process/',
    ],
  },
  { from: 'app/client/', to: ['app/debate/'] },
  { from: 'app/page/', to: ['app/debate/', 'app/client/', 'app/example/'] },
  { from: 'app/cli/', to: ['app/debate/', 'app/client/', 'app/nearest.ts', 'app/given-options.ts'] },
  { from: 'app/example/', to: [] },
  /** Beside the contract: its hash, which a deployment gives its tasks, the models that they may call, and helpers. */
  {
    from: 'infra/',
    to: [
      'app/contract/',
      'app/contract-hash.ts',
      'app/agents/prices.json',
      'app/nearest.ts',
      'app/given-options.ts',
    ],
  },
  /** Makes what runs in functions of AWS: the same bundle. */
  { from: 'infra/code.ts', to: ['infra/', 'app/build.ts'] },
  /** The entries: main.ts puts everything together; the others start one thing. */
  { from: 'app/', to: ['app/', 'package.json'] },
  { from: 'test/', to: ['app/', 'infra/', 'test/', 'cdk.json'] },
];

/** Where a package may be imported. Tests may import any. */
export const packageRooms: Readonly<Record<string, readonly string[]>> = {
  hono: ['app/http/'],
  '@hono/node-server': ['app/http/'],
  '@hono/zod-openapi': ['app/http/'],
  zod: ['app/http/'],
  ws: ['app/http/'],
  'html-to-text': ['app/http/'],
  htmlparser2: ['app/http/'],
  kysely: ['app/store/'],
  pg: ['app/store/'],
  '@electric-sql/pglite': ['app/store/'],
  ioredis: ['app/live/redis.ts', 'app/http/limiter.ts'],
  'rate-limiter-flexible': ['app/http/limiter.ts'],
  '@ai-sdk/amazon-bedrock': ['app/agents/bedrock.ts'],
  '@ai-sdk/anthropic': ['app/agents/anthropic.ts'],
  '@ai-sdk/google': ['app/agents/google.ts'],
  '@ai-sdk/openai': ['app/agents/openai.ts'],
  '@ai-sdk/openai-compatible': ['app/agents/compatible.ts'],
  '@ai-sdk/provider': ['app/agents/'],
  preact: ['app/page/'],
  marked: ['app/page/', 'app/http/'],
  esbuild: ['app/build.ts', 'app/page/'],
  pino: ['app/process/log.ts'],
  'pino-pretty': ['app/process/log.ts'],
  'aws-cdk-lib': [
    'infra/constructs/',
    'infra/stacks/',
    'infra/site.ts',
    'infra/main.ts',
    'infra/checks.ts',
    'infra/audit/plugin.ts',
  ],
  constructs: ['infra/constructs/', 'infra/stacks/'],
  'cdk-nag': ['infra/checks.ts'],
  '@aws-cdk/cloudformation-diff': ['infra/synth/'],
  yaml: ['infra/audit/', 'infra/render/'],
  'prom-client': ['app/process/', 'app/http/'],
};

/** Rooms whose code also runs in browsers, or is pure: nothing of Node there. */
export const nodeless: readonly string[] = ['app/contract/', 'app/debate/', 'app/client/'];

export interface Import {
  readonly from: string;
  readonly line: number;
  /** A path of ours, or the name of a package, or of a module of Node. */
  readonly to: string;
  readonly ours: boolean;
  /** Gone when the types are stripped. */
  readonly typeOnly: boolean;
}

const statement =
  /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{},\s$]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Every import, re-export and import() of a file. */
export function importsOf({ path, text }: Source): Import[] {
  return [...text.matchAll(statement)].map((found) => {
    const target = found[2] ?? found[3] ?? '';
    const ours = target.startsWith('.');
    return {
      from: path,
      line: text.slice(0, found.index).split('\n').length,
      to: ours ? posix.join(posix.dirname(path), target) : packageName(target),
      ours,
      typeOnly: found[1] !== undefined,
    };
  });
}

function packageName(target: string): string {
  if (isBuiltin(target)) return target;
  const [first = '', second = ''] = target.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

const roomOf = (path: string): Arrow | undefined =>
  arrows.filter(({ from }) => path.startsWith(from)).sort((a, b) => b.from.length - a.from.length)[0];

/** Why an import breaks the table, or nothing. */
export function wrongArrow({ from, line, to, ours }: Import): string[] {
  const room = roomOf(from);
  if (!room) return [`${from} is in no room; give it one in test/style/imports.ts`];
  if (ours) {
    if (isIn(to, [room.from, ...room.to])) return [];
    return [
      `${from}:${line}: ${room.from} must not import ${to}; pass it in, or move what both need to a leaf`,
    ];
  }
  if (isBuiltin(to)) {
    return isIn(from, nodeless)
      ? [`${from}:${line}: ${to} in a room that must run without Node; pass it in`]
      : [];
  }
  if (from.startsWith('test/')) return [];
  const rooms = packageRooms[to];
  if (!rooms) return [`${from}:${line}: the package ${to} has no room; give it one in test/style/imports.ts`];
  return isIn(from, rooms) ? [] : [`${from}:${line}: ${to} belongs to ${rooms.join(', ')} and nowhere else`];
}

/** Rings of files that import one another, each as a path from a file back to itself. Types alone make no ring. */
export function rings(imports: readonly Import[]): string[] {
  const to = new Map<string, string[]>();
  for (const { from, to: target, ours, typeOnly } of imports)
    if (ours && !typeOnly) to.set(from, [...(to.get(from) ?? []), target]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const since = way.indexOf(path);
    if (since >= 0) found.push([...way.slice(since), path].join(' → '));
    if (since >= 0 || done.has(path)) return;
    for (const target of to.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of to.keys()) visit(path, []);
  return found;
}

/** Files that neither an entry nor a test leads to. Declarations of types are found by the compiler. */
export function dead(
  paths: readonly string[],
  imports: readonly Import[],
  entries: readonly string[],
): string[] {
  const alive = new Set<string>();
  const reach = (path: string): void => {
    if (alive.has(path)) return;
    alive.add(path);
    for (const { from, to, ours } of imports) if (ours && from === path) reach(to);
  };
  for (const path of paths) if (isIn(path, entries) || path.endsWith('.test.ts')) reach(path);
  return paths.filter((path) => !alive.has(path) && !path.endsWith('.d.ts'));
}
