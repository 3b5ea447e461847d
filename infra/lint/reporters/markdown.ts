import type { Audit } from '../lint.ts';
import { asFacts, countsOf, unknownIn } from './summary.ts';
import { at } from './text.ts';

/** For a pull request. */
export function asMarkdown(audit: Audit): string {
  const { read, findings, unread, gaps, idle, problems } = audit;
  const names = [...new Set([...read.map(({ name }) => name), ...gaps.map(({ file }) => file)])];
  return [
    `# Audit of ${names.map((name) => `\`${name}\``).join(', ')}`,
    `${countsOf(audit)}.`,
    ...[...idle, ...problems].map((text) => `- ${escaped(text)}`),
    ...table(
      ['not read', 'because', 'what to do'],
      gaps.map(({ file, line, why, cure }) => [line === null ? file : `${file}:${line}`, why, cure]),
    ),
    ...table(
      ['', 'rule', 'where', 'found', 'causes', 'fix'],
      findings
        .filter(({ state }) => state === 'broken')
        .map((finding) => [
          finding.accepted === null ? finding.severity : `accepted: ${finding.accepted}`,
          `\`${finding.id}\``,
          finding.place === null ? '' : at(finding.place),
          finding.message,
          finding.prevents,
          finding.fix ?? '',
        ]),
    ),
    ...table(
      ['unknown', 'until somebody says'],
      unknownIn(findings).map(({ id, missing }) => [`\`${id}\``, `\`${asFacts(missing)}\``]),
    ),
    ...table(
      ['left open', 'because'],
      unread.map(({ place, why }) => [at(place), why]),
    ),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')];
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
