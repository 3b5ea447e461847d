import { assertNever } from '../../../debate/core/events.ts';
import { safeMarkdown } from './answer-markdown.ts';
import { codeMarks, escapeHeading, escapeLine } from './escape-markdown.ts';
import {
  isNumberColumn,
  type Report,
  type ReportBlock,
  type ReportItem,
  type ReportSection,
} from './report.ts';

/** Only the answer keeps its Markdown, made safe; all other text is escaped. */
export function renderMarkdown({ title, notes, sections, footnotes, identity }: Report): string {
  const { instruction, command } = identity.verification;
  const blocks = [
    `# ${escapeHeading(title)}`,
    ...(notes.length > 0 ? [notes.map((note) => `> - ${escapeLine(note)}`).join('\n')] : []),
    ...sections.flatMap(sectionBlocks),
    ...footnotes.map((note) => `*${escapeLine(note)}*`),
    `## ${identity.title}`,
    factList(identity.facts),
    `${escapeLine(instruction)} Then verify the JSON export:`,
    `${codeMarks(command, 3)}\n${command}\n${codeMarks(command, 3)}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const sectionBlocks = ({ title, caption, blocks }: ReportSection): readonly string[] => [
  `## ${escapeHeading(title)}${caption === null ? '' : ` (${escapeLine(caption)})`}`,
  ...blocks.map(blockText),
];

function blockText(block: ReportBlock): string {
  switch (block.kind) {
    case 'text':
      return escapeLine(block.text);
    case 'choice':
      return `**${escapeLine(block.text)}**`;
    case 'markdown':
      return safeMarkdown(block.text);
    case 'facts':
      return factList(block.facts);
    case 'items':
      return block.items.map(itemText).join('\n');
    case 'table':
      return tableText(block.header, block.rows);
    default:
      return assertNever(block);
  }
}

function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, index) => (isNumberColumn(index, header) ? '---:' : '---'));
  return [header.map(escapeLine), rule, ...rows.map((row) => row.map(escapeLine))].map(line).join('\n');
}

const factList = (facts: readonly (readonly [string, string])[]): string =>
  facts.map(([label, value]) => `- **${escapeLine(label)}**: ${escapeLine(value)}`).join('\n');

const itemText = ({ label, text, details }: ReportItem): string =>
  [
    label === null ? `- ${escapeLine(text)}` : `- **${escapeLine(label)}**: ${escapeLine(text)}`,
    ...details.map((detail) => `  - ${escapeLine(detail)}`),
  ].join('\n');
