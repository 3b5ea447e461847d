import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { isWithin, type SourceFile } from './sources.ts';

/** A folder of the program, and the other folders and files that it may import. */
export interface ImportRule {
  readonly from: string;
  readonly to: readonly string[];
}

/** A folder ends in a slash; the longest matching folder decides. */
export const importRules: readonly ImportRule[] = [
  { from: 'app/shared/', to: [] },
  { from: 'app/contract/', to: ['app/shared/'] },
  { from: 'app/debate/', to: ['app/shared/'] },
  { from: 'app/agents/', to: ['app/contract/', 'app/debate/', 'app/shared/'] },
  { from: 'app/store/', to: ['app/contract/', 'app/debate/', 'app/shared/'] },
  {
    from: 'app/debate-log/',
    to: ['app/contract/', 'app/debate/', 'app/store/store.ts', 'app/store/hash-chain.ts', 'app/shared/'],
  },
  {
    from: 'app/live/',
    to: ['app/contract/', 'app/debate/', 'app/debate-log/', 'app/store/store.ts', 'app/shared/'],
  },
  {
    from: 'app/worker/',
    to: [
      'app/contract/',
      'app/debate/',
      'app/agents/agent.ts',
      'app/store/store.ts',
      'app/debate-log/',
      'app/live/',
      'app/shared/',
    ],
  },
  { from: 'app/runtime/', to: ['app/contract/', 'app/shared/'] },
  {
    from: 'app/http/',
    to: [
      'app/contract/',
      'app/debate/',
      'app/store/store.ts',
      'app/debate-log/',
      'app/agents/agent.ts',
      'app/live/',
      'app/runtime/',
      'app/files/',
      'app/client/client.ts',
      'app/mcp/',
      'app/sources/',
      'app/webhooks/webhook-url.ts',
      'app/shared/',
    ],
  },
  {
    from: 'app/webhooks/',
    to: ['app/contract/', 'app/debate/', 'app/debate-log/', 'app/store/store.ts', 'app/shared/'],
  },
  { from: 'app/files/', to: ['app/contract/', 'app/shared/'] },
  { from: 'app/sources/', to: ['app/debate/', 'app/shared/'] },
  { from: 'app/client/', to: ['app/debate/', 'app/shared/'] },
  { from: 'app/page/', to: ['app/debate/', 'app/client/', 'app/example/', 'app/shared/'] },
  {
    from: 'app/cli/',
    to: ['app/debate/', 'app/client/', 'app/mcp/', 'app/shared/'],
  },
  { from: 'app/mcp/', to: ['app/debate/', 'app/client/client.ts', 'app/shared/'] },
  { from: 'app/example/', to: [] },
  /** The contract, profile files, the hash for the tasks of a deployment, and the models that they may call. */
  {
    from: 'infra/',
    to: [
      'app/contract/',
      'app/config/contract-hash.ts',
      'app/config/load-profile.ts',
      'app/agents/prices.json',
      'app/shared/',
    ],
  },
  /** The client in the package. */
  { from: 'infra/package/client.ts', to: ['app/client/', 'app/debate/'] },
  /** Builds the bundle for Lambda functions. */
  { from: 'infra/lambda/assets.ts', to: ['infra/', 'app/build/bundle.ts'] },
  /** The entry points. */
  { from: 'app/', to: ['app/', 'package.json'] },
  { from: 'test/', to: ['app/', 'infra/', 'test/', 'cdk.json', 'package.json'] },
];

/** The only folders that may import a package. Tests may import any. */
export const packageFolders: Readonly<Record<string, readonly string[]>> = {
  hono: ['app/http/'],
  '@hono/node-server': ['app/http/'],
  '@hono/zod-openapi': ['app/http/'],
  zod: ['app/http/'],
  ws: ['app/http/'],
  htmlparser2: ['app/http/', 'app/files/'],
  unpdf: ['app/files/pdf.ts'],
  'csv-parse': ['app/files/csv.ts'],
  kysely: ['app/store/'],
  pg: ['app/store/'],
  '@electric-sql/pglite': ['app/store/'],
  ioredis: ['app/live/redis.ts', 'app/http/auth/rate-limiter.ts'],
  'openid-client': ['app/http/auth/open-id.ts'],
  'rate-limiter-flexible': ['app/http/auth/rate-limiter.ts'],
  aws4fetch: ['app/agents/providers/bedrock.ts'],
  preact: ['app/page/'],
  diff: ['app/page/'],
  marked: ['app/page/', 'app/http/', 'app/shared/markdown.ts'],
  esbuild: ['app/build/bundle.ts', 'app/page/', 'infra/package/build.ts'],
  pino: ['app/runtime/log.ts'],
  'pino-pretty': ['app/runtime/log.ts'],
  'aws-cdk-lib': [
    'infra/constructs/',
    'infra/stacks/',
    'infra/app.ts',
    'infra/checks/validation-plugins.ts',
    'infra/lint/cdk-plugin.ts',
  ],
  constructs: ['infra/constructs/', 'infra/stacks/'],
  'cdk-nag': ['infra/checks/validation-plugins.ts'],
  '@aws-cdk/cloudformation-diff': ['infra/synth/'],
  yaml: ['app/config/load-profile.ts', 'infra/lint/', 'infra/render/'],
  'prom-client': ['app/runtime/', 'app/http/'],
};

/** Folders whose code is pure or also runs in browsers, so it must not import Node modules. */
export const nodeFreeFolders: readonly string[] = ['app/contract/', 'app/debate/', 'app/client/'];

export interface Import {
  readonly from: string;
  readonly line: number;
  /** A path in this repository, the name of a package, or a Node module. */
  readonly to: string;
  readonly isLocal: boolean;
  /** Erased when the types are stripped. */
  readonly typeOnly: boolean;
}

const statement =
  /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{},\s$]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Every import, re-export and import() of a file. */
export function importsOf({ path, text }: SourceFile): Import[] {
  return [...text.matchAll(statement)].map((found) => {
    const target = found[2] ?? found[3] ?? '';
    const isLocal = target.startsWith('.');
    return {
      from: path,
      line: text.slice(0, found.index).split('\n').length,
      to: isLocal ? posix.join(posix.dirname(path), target) : packageName(target),
      isLocal,
      typeOnly: found[1] !== undefined,
    };
  });
}

function packageName(target: string): string {
  if (isBuiltin(target)) return target;
  const [first = '', second = ''] = target.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

const ruleFor = (path: string): ImportRule | undefined =>
  importRules.filter(({ from }) => path.startsWith(from)).sort((a, b) => b.from.length - a.from.length)[0];

/** A message for an import that breaks the rules, or nothing. */
export function forbiddenImport({ from, line, to, isLocal }: Import): string[] {
  const rule = ruleFor(from);
  if (!rule) return [`${from} is in no known folder; add a rule to test/style/imports.ts`];
  if (isLocal) {
    if (isWithin(to, [rule.from, ...rule.to])) return [];
    return [
      `${from}:${line}: ${rule.from} must not import ${to}; pass it in, or move shared code to app/shared/`,
    ];
  }
  if (isBuiltin(to)) {
    return isWithin(from, nodeFreeFolders)
      ? [`${from}:${line}: ${to} in a folder that must run without Node; pass it in`]
      : [];
  }
  if (from.startsWith('test/')) return [];
  const folders = packageFolders[to];
  if (!folders) return [`${from}:${line}: the package ${to} has no folder; add one to test/style/imports.ts`];
  return isWithin(from, folders) ? [] : [`${from}:${line}: only ${folders.join(', ')} may import ${to}`];
}

/** Circles of files that import one another, types too, each as a path from a file back to itself. */
export function findCycles(imports: readonly Import[]): string[] {
  const to = new Map<string, string[]>();
  for (const { from, to: target, isLocal } of imports)
    if (isLocal) to.set(from, [...(to.get(from) ?? []), target]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const target of to.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of to.keys()) visit(path, []);
  return found;
}

/** Files that no entry point and no test imports. The compiler finds type declarations by itself. */
export function findDeadFiles(
  paths: readonly string[],
  imports: readonly Import[],
  entries: readonly string[],
): string[] {
  const alive = new Set<string>();
  const reach = (path: string): void => {
    if (alive.has(path)) return;
    alive.add(path);
    for (const { from, to, isLocal } of imports) if (isLocal && from === path) reach(to);
  };
  for (const path of paths) if (isWithin(path, entries) || path.endsWith('.test.ts')) reach(path);
  return paths.filter((path) => !alive.has(path) && !path.endsWith('.d.ts'));
}
