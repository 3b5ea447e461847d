import { bytesMax } from './parse/document.ts';
import { linesOutsideBlockScalars } from './parse/yaml-block-scalars.ts';
import type { SkippedValue, SourceFile } from './types.ts';

/** A file, or a part of one, that could not be read and was not checked. */
export interface ReadFailure {
  readonly file: string;
  readonly line: number | null;
  readonly reason: string;
  readonly fix: string;
}

const fixes = {
  syntax: 'Fix the syntax there. A truncated file looks like this, too.',
  render: 'Audit the rendered output, for example of helm template CHART > out.yaml.',
  substitute:
    "Fill it in first, for example with envsubst '$PORT' < FILE > nginx.conf, and audit the result.",
  choose: 'Leave it out, or name the file that is generated from it.',
  text: 'Save it as plain text in UTF-8.',
  write: 'Check whether the tool that writes it failed.',
} as const;

/** Helm's built-in objects: no other template language has them. */
const helmPlaceholder = /\{\{-?\s*\.(?:Values|Release|Chart|Capabilities|Template)\b/;
/** A line that is a directive of Go templates, Jinja, Handlebars or ERB. */
const templateDirective = /^\s*(?:-\s+)?(?:\{\{|\{%|<%)/;

const anyPlaceholder = /\{\{|\{%|<%/;

/** The line of the first placeholder; null when there is none. */
const findPlaceholderLine = (text: string, pattern: RegExp): number | null =>
  findLine(text.split('\n'), pattern);

function findLine(lines: readonly string[], pattern: RegExp): number | null {
  const index = lines.findIndex((line) => !/^\s*#/.test(line) && pattern.test(line));
  return index < 0 ? null : index + 1;
}

const unrenderedTemplate = (file: string, line: number): ReadFailure => ({
  file,
  line,
  fix: fixes.render,
  reason: 'it is an unrendered template',
});

/** Invalid UTF-8 decodes to U+FFFD; a few of them, in a comment, are tolerated. */
const isBinary = (text: string): boolean =>
  text.includes('\0') || (text.match(/\uFFFD/g) ?? []).length * 20 > text.length;

/** Why a text cannot be audited, whatever its kind; null when it can. */
export function textFailure(file: string, text: string): ReadFailure | null {
  const line = null;
  if (text.trim() === '' || text.trim() === '\uFEFF')
    return { file, line, reason: 'it is empty', fix: fixes.write };
  if (text.length > bytesMax)
    return { file, line, reason: `it is larger than ${bytesMax} bytes`, fix: fixes.choose };
  if (isBinary(text)) return { file, line, reason: 'it is not text', fix: fixes.text };
  // A template inside a block scalar, as in alert rules, does not prevent reading the rest.
  const helm = findLine(linesOutsideBlockScalars(text), helmPlaceholder);
  return helm === null ? null : unrenderedTemplate(file, helm);
}

/** Why no kind of file recognizes a text. */
export function unknownKindFailure(
  { name: file, text, documents, parseError }: SourceFile,
  kinds: string,
): ReadFailure {
  if (parseError === undefined) {
    const isBare = documents.every(({ value }) => value === null);
    const reason = isBare ? 'it has nothing but comments' : `it is not a ${kinds} file`;
    return { file, line: null, reason, fix: isBare ? fixes.write : fixes.choose };
  }
  const faulty = text.split('\n')[(parseError.line ?? 0) - 1] ?? '';
  const line =
    findPlaceholderLine(text, templateDirective) ??
    findPlaceholderLine(text, helmPlaceholder) ??
    (anyPlaceholder.test(faulty) ? parseError.line : null);
  return line === null ? { file, ...parseError, fix: fixes.syntax } : unrenderedTemplate(file, line);
}

/** For a text with syntax errors: the failure when it is an unrendered template; null when it is not one. */
export function templateFailure(file: string, text: string): ReadFailure | null {
  const line = findPlaceholderLine(text, anyPlaceholder);
  return line === null ? null : unrenderedTemplate(file, line);
}

/** A variable in capitals, as envsubst replaces them: nginx's own are in lower case. */
const environmentVariable = /\$(?:\{([A-Z][A-Z0-9_]*)(?::?[-=?+][^}]{0,200})?\}|([A-Z][A-Z0-9_]+)\b)/;

/** For an nginx configuration: the failure when environment variables are filled in before nginx reads it. */
export function environmentTemplateFailure(file: string, text: string): ReadFailure | null {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => environmentVariable.test(line.replace(/(?:^|\s)#.*$/, '')));
  if (index < 0) return null;
  const [, braced, bare] = environmentVariable.exec(lines[index] ?? '') ?? [];
  const name = braced ?? bare ?? '';
  // A capture group or a variable that the file itself sets.
  if ([`set $${name} `, `?<${name}>`, `$${name} {`].some((definition) => text.includes(definition)))
    return null;
  return {
    file,
    line: index + 1,
    reason: `it is a template for envsubst: ${name} is filled in before nginx reads it`,
    fix: fixes.substitute,
  };
}

export const syntaxFix = fixes.syntax;

/** The skipped values that are faults of their files, as read failures. */
export const toReadFailures = (unread: readonly SkippedValue[]): ReadFailure[] =>
  unread.flatMap(({ place: { file, line, resource }, reason, fix }) =>
    fix === undefined
      ? []
      : [{ file, line, reason: resource === 'file' ? reason : `${resource}: ${reason}`, fix }],
  );
