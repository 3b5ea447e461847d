import type { SourceFile } from './sources.ts';

/**
 * A walk is a numbered list under a heading of docs/ARCHITECTURE.md. Each item begins with a step:
 *
 *     1. `app/http/router.ts#createRouter`: what it does
 *     2. `app/http/debates/create.ts#createDebate` (as `handler`): what it does
 *     3. `app/http/middleware/body.ts#readBody` (as `next`, from `app/http/router.ts#createRouter`): what it does
 *
 * A function inside another one is `file#outer.inner`. A step follows from an earlier one if that one's body contains
 * its name, in a call or as an argument. Where it is called by another name, `as` says which: the earlier body contains
 * that name, and the function was given it in its own file, or in the function that `from` names. The earlier step is
 * the one before, or one that calls had not returned to yet: a call tree, written depth first.
 */
export interface Step {
  readonly file: string;
  /** Outermost function first. */
  readonly path: readonly string[];
  readonly alias: string | null;
  readonly from: { readonly file: string; readonly path: readonly string[] } | null;
}

export interface Walk {
  readonly title: string;
  readonly steps: readonly Step[];
}

const step = /^\d+\. `([^`#]+)#([\w.]+)`(?: \(as `(\w+)`(?:, from `([^`#]+)#([\w.]+)`)?\))?/;

/** The walks of a page: its third-level headings that have steps below them. */
export function parseWalks(markdown: string): Walk[] {
  return markdown
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return { title, steps: lines.flatMap(parseStep) };
    })
    .filter(({ steps }) => steps.length > 0);
}

function parseStep(line: string): Step[] {
  const [, file, name, alias = null, fromFile, fromName] = step.exec(line) ?? [];
  if (file === undefined || name === undefined) return [];
  const from =
    fromFile === undefined || fromName === undefined ? null : { file: fromFile, path: fromName.split('.') };
  return [{ file, path: name.split('.'), alias, from }];
}

/** The lines of a function, from its head to its end; null: it is not declared there. */
interface Body {
  readonly lines: readonly string[];
  readonly start: number;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

function declares(line: string, name: string): boolean {
  return [
    `^\\s*(?:export )?(?:async )?function\\*? ${name}\\b`,
    `^\\s*(?:export )?const ${name}\\b.*=`,
    `^\\s*(?:(?:async|static|override) )*\\*?${name}(?:<.*>)?\\(.*[({]$`,
    `^\\s*${name}:(?: (?:async )?(?:<.*>)?\\(?.*=>|$)`,
    `^\\s*(?:export )?class ${name}\\b`,
  ].some((pattern) => new RegExp(pattern).test(line));
}

/** Relies on the formatter: what belongs to a declaration is indented further, or closes it. */
function bodyAt(lines: readonly string[], start: number): Body {
  const indent = indentOf(lines[start] ?? '');
  let end = start + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    if (line.trim() === '' || indentOf(line) > indent) continue;
    if (!/^\s*[)}\]]/.test(line) || indentOf(line) < indent) break;
    if (!/(?:[({[]|=>)$/.test(line)) {
      end += 1;
      break;
    }
  }
  return { lines: lines.slice(start, end), start };
}

/** A function's body by its path; the first that has the name. */
function findBody(text: string, path: readonly string[]): Body | null {
  let body: Body = { lines: withoutComments(text).split('\n'), start: 0 };
  for (const name of path) {
    const at = body.lines.findIndex((line) => declares(line, name));
    if (at < 0) return null;
    const inner = bodyAt(body.lines, at);
    body = { lines: inner.lines, start: body.start + at };
  }
  return body;
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));

const mentions = (lines: readonly string[], name: string): boolean =>
  lines.some((line) => new RegExp(`\\b${name}\\b`).test(line));

export const nameOf = ({ file, path }: Pick<Step, 'file' | 'path'>): string => `${file}#${path.join('.')}`;

/** What is wrong with the steps of a walk. */
export function brokenSteps({ title, steps }: Walk, sources: readonly SourceFile[]): string[] {
  const textOf = (file: string) => sources.find(({ path }) => path === file)?.text;
  const bodyOf = ({ file, path }: Pick<Step, 'file' | 'path'>): Body | null =>
    findBody(textOf(file) ?? '', path);

  function problemOf(one: Pick<Step, 'file' | 'path'>): string[] {
    if (textOf(one.file) === undefined) return [`${title}: there is no file ${one.file}`];
    return bodyOf(one) ? [] : [`${title}: ${nameOf(one)} is not declared there`];
  }

  function follows(caller: Step, called: Step): boolean {
    const body = bodyOf(caller);
    const callee = bodyOf(called);
    if (!body || !callee) return true;
    const isInside = caller.file === called.file && callee.start >= body.start;
    const from = callee.start - body.start;
    const around = isInside
      ? [...body.lines.slice(0, from), ...body.lines.slice(from + callee.lines.length)]
      : body.lines;
    const own = called.path.at(-1) ?? '';
    if (called.alias === null) return mentions(around, own);
    return mentions(body.lines, called.alias) && isGiven(called, called.alias, own);
  }

  /** Whether the function gets its other name in its file, or in the function that is said to pass it. */
  function isGiven(called: Step, alias: string, own: string): boolean {
    if (!called.from) return mentions((textOf(called.file) ?? '').split('\n'), alias);
    const giver = bodyOf(called.from)?.lines.slice(1) ?? [];
    return mentions(giver, own) || mentions(giver, called.path[0] ?? '');
  }

  const problems = steps.flatMap((one) => [...problemOf(one), ...(one.from ? problemOf(one.from) : [])]);
  const stack: Step[] = [];
  for (const one of steps) {
    const at = stack.findLastIndex((caller) => follows(caller, one));
    if (stack.length > 0 && at < 0)
      problems.push(
        `${title}: nothing before ${nameOf(one)} calls it; the step before is ${nameOf(stack.at(-1) ?? one)}`,
      );
    else stack.length = at + 1;
    stack.push(one);
  }
  return problems;
}
