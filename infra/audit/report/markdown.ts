import type { Audit } from '../audit.ts';
import type { Finding } from '../finding.ts';
import { at } from './text.ts';

/** For a pull request. */
export function asMarkdown({ read, findings, unread, problems }: Audit): string {
  const broken = findings.filter(({ state }) => state === 'broken');
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  return [
    `# Audit of ${read.map(({ name }) => `\`${name}\``).join(', ')}`,
    `${broken.length} broken, ${count('unknown')} unknown, ${count('holds')} hold.`,
    ...problems.map((problem) => `- ${escaped(problem)}`),
    ...table(
      ['', 'rule', 'where', 'found', 'causes', 'fix'],
      broken.map((finding) => [
        finding.accepted === null ? finding.severity : `accepted: ${finding.accepted}`,
        `\`${finding.id}\``,
        finding.place === null ? '' : at(finding.place),
        finding.found,
        finding.prevents,
        finding.fix ?? '',
      ]),
    ),
    ...table(
      ['unknown', 'because'],
      findings.filter(({ state }) => state === 'unknown').map(({ id, found }) => [`\`${id}\``, found]),
    ),
    ...table(
      ['not read', 'because'],
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
