import { bytesMax } from './parse/document.ts';
import { linesOutside } from './parse/yaml-block-scalars.ts';
import type { Input, Unread } from './source.ts';

/** A file, or a part of one, that could not be read: nobody knows whether anything is wrong in there. */
export interface Gap {
  readonly file: string;
  readonly line: number | null;
  readonly why: string;
  /** What to do, so that it can be read. */
  readonly cure: string;
}

const cures = {
  mend: 'Mend it there. A file that was cut ends like this, too.',
  render: 'Audit what comes out of it, as helm template CHART > out.yaml, or what your own tool writes.',
  choose: 'Leave it out, or name the file that it is made into.',
  text: 'Write it as plain text in UTF-8.',
  write: 'See whether whatever writes it has failed.',
} as const;

/** What Helm fills in: no other language has these names after its braces. */
const ofHelm = /\{\{-?\s*\.(?:Values|Release|Chart|Capabilities|Template)\b/;
/** A line that says what to do with the lines below it, in Go, Jinja, Handlebars or ERB. */
const ofTemplates = /^\s*(?:-\s+)?(?:\{\{|\{%|<%)/;

/** What another program may fill in, where it stands in the way of reading. */
const toFill = /\{\{|\{%|<%/;

/** The line of the first thing in a text that another program is to fill in; null where there is none. */
const lineToRender = (text: string, sign: RegExp): number | null => lineWith(text.split('\n'), sign);

function lineWith(lines: readonly string[], sign: RegExp): number | null {
  const at = lines.findIndex((line) => !/^\s*#/.test(line) && sign.test(line));
  return at < 0 ? null : at + 1;
}

const toRender = (file: string, line: number): Gap => ({
  ...{ file, line, cure: cures.render },
  why: 'it is a template that something is still to be filled into',
});

/** Bytes that are no UTF-8 have become signs that say so: a few may stand in a comment. */
const isBinary = (text: string): boolean =>
  text.includes('\0') || (text.match(/\uFFFD/g) ?? []).length * 20 > text.length;

/** Why nothing in a text can be judged, whatever it is; null where something may be. */
export function gapOfText(file: string, text: string): Gap | null {
  const line = null;
  if (text.trim() === '' || text.trim() === '\uFEFF')
    return { file, line, why: 'it is empty', cure: cures.write };
  if (text.length > bytesMax)
    return { file, line, why: `it is larger than ${bytesMax} bytes`, cure: cures.choose };
  if (isBinary(text)) return { file, line, why: 'it is no text', cure: cures.text };
  // A template that is kept in a text of its own, as those of alerts are, keeps nobody from reading the rest.
  const helm = lineWith(linesOutside(text), ofHelm);
  return helm === null ? null : toRender(file, helm);
}

/** Why no kind of file has taken a text. */
export function gapOfNoKind({ name: file, text, documents, noDocument }: Input, kinds: string): Gap {
  if (noDocument === undefined) {
    const isBare = documents.every(({ value }) => value === null);
    const why = isBare ? 'there is nothing in it but comments' : `it is no ${kinds} file`;
    return { file, line: null, why, cure: isBare ? cures.write : cures.choose };
  }
  const faulty = text.split('\n')[(noDocument.line ?? 0) - 1] ?? '';
  const line =
    lineToRender(text, ofTemplates) ??
    lineToRender(text, ofHelm) ??
    (toFill.test(faulty) ? noDocument.line : null);
  return line === null ? { file, ...noDocument, cure: cures.mend } : toRender(file, line);
}

/** Why a text does not follow the rules of its language, where something is still to be filled into it. */
export function gapOfTemplate(file: string, text: string): Gap | null {
  const line = lineToRender(text, toFill);
  return line === null ? null : toRender(file, line);
}

export const mend = cures.mend;

/** What a kind of file has not been able to read, as it is told beside whole files. */
export const gapsIn = (unread: readonly Unread[]): Gap[] =>
  unread.flatMap(({ place: { file, line, resource }, why, cure }) =>
    cure === undefined ? [] : [{ file, line, why: resource === 'file' ? why : `${resource}: ${why}`, cure }],
  );
