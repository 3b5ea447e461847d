import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { globToRegExp } from '../lint/files/glob.ts';
import { type IgnoreRules, isIgnored, parseIgnoreFile } from './ignore-file.ts';

/** Files below a folder that may describe a stack, and what the folder has that is not audited as it is. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly hints: readonly string[];
}

const filesMax = 20_000;
const depthMax = 40;
const skippedFolders = new Set([
  '.git',
  'node_modules',
  '.terraform',
  'cdk.out.cache',
  '__pycache__',
  '.venv',
]);
const stackFile = /\.(?:ya?ml|json|conf|nginx|template)$|^nginx[\w.-]*$/;
/** Lists of packages, which are large and never describe a stack. */
const lockFile = /^(?:package(?:-lock)?|composer|tsconfig[\w.-]*|pnpm-lock|npm-shrinkwrap)\.(?:json|ya?ml)$/;

/** The files that a path on the command line means: itself, the files below a folder, or those that match a pattern. */
export function findFiles(path: string): FoundFiles | null {
  if (isFolder(path)) return walk(path, () => true);
  if (!/[*?]/.test(path) || exists(path)) return null;
  const [, base = ''] = /^((?:[^*?/]*\/)*)/.exec(path) ?? [];
  const expression = globToRegExp(path);
  return walk(base === '' ? '.' : base, (file) => expression.test(file));
}

function walk(root: string, isWanted: (path: string) => boolean): FoundFiles {
  const paths: string[] = [];
  const charts: string[] = [];
  const terraform = new Set<string>();

  function visit(folder: string, outer: readonly IgnoreRules[], depth: number): void {
    if (depth > depthMax || paths.length >= filesMax) return;
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    const own = entries.some(({ name }) => name === '.gitignore') ? [readIgnoreFile(folder)] : [];
    const rules = [...outer, ...own];
    if (entries.some(({ name }) => name === 'Chart.yaml')) charts.push(folder);
    for (const entry of entries) {
      const path = folder === '.' ? entry.name : join(folder, entry.name);
      if (isIgnored(path, entry.isDirectory(), rules)) continue;
      if (entry.isDirectory()) {
        const isHidden = entry.name.startsWith('.') && entry.name !== '.devcontainer';
        if (!skippedFolders.has(entry.name) && !isHidden) visit(path, rules, depth + 1);
      } else if (entry.isFile()) {
        if (entry.name.endsWith('.tf')) terraform.add(folder);
        const isStack = stackFile.test(entry.name) && !lockFile.test(entry.name);
        if (isStack && isWanted(path) && paths.length < filesMax) paths.push(path);
      }
    }
  }

  visit(root.length > 1 ? root.replace(/\/+$/, '') : root, [], 0);
  return { paths, hints: describeSources(charts, [...terraform]) };
}

function describeSources(charts: readonly string[], terraform: readonly string[]): string[] {
  const [chart, ...moreCharts] = charts;
  const [folder, ...moreFolders] = terraform;
  const and = (more: readonly string[]) => (more.length === 0 ? '' : ` (and ${more.length} more)`);
  return [
    ...(chart === undefined
      ? []
      : [`${chart} is a Helm chart${and(moreCharts)}: helm template ${chart} | rostrum audit -`]),
    ...(folder === undefined
      ? []
      : [`${folder} has Terraform files${and(moreFolders)}: terraform show -json PLAN | rostrum audit -`]),
  ];
}

function readIgnoreFile(folder: string): IgnoreRules {
  try {
    return parseIgnoreFile(folder, readFileSync(join(folder, '.gitignore'), 'utf8'));
  } catch {
    return { folder, patterns: [] };
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
