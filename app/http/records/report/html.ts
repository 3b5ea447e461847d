import { assertNever } from '../../../debate/core/events.ts';
import type { Fact } from '../../../debate/views/record-facts.ts';
import { escapeHtml } from '../../escape-html.ts';
import { answerHtml, scrollingTable } from './answer-html.ts';
import {
  isNumberColumn,
  type Report,
  type ReportBlock,
  type ReportItem,
  type ReportSection,
} from './report.ts';
import { reportStyle } from './report-style.ts';

const longTitleChars = 160;

/** A self-contained page: it loads nothing, runs no script, and all text is escaped. */
export function renderHtml({ title, notes, sections, footnotes, identity }: Report): string {
  const { instruction, command } = identity.verification;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title.replace(/\s+/g, ' ').trim())}</title>
<style>
${reportStyle}
</style>
</head>
<body>
<main>
<h1${title.length > longTitleChars ? ' class="long"' : ''}>${escapeHtml(title)}</h1>
${notes.length > 0 ? `<ul class="notes">${notes.map(listItem).join('')}</ul>` : ''}
${sections.map(sectionHtml).join('\n')}
${footnotes.map((note) => `<p class="footnote">${escapeHtml(note)}</p>`).join('\n')}
<details>
<summary>${escapeHtml(identity.title)}</summary>
${factsHtml(identity.facts)}
<p>${escapeHtml(instruction)} Then verify the JSON export:</p>
<pre tabindex="0"><code>${escapeHtml(command)}</code></pre>
</details>
</main>
</body>
</html>
`;
}

const listItem = (text: string): string => `<li>${escapeHtml(text)}</li>`;

function sectionHtml({ title, caption, blocks }: ReportSection): string {
  const note = caption === null ? '' : ` <span class="caption">${escapeHtml(caption)}</span>`;
  const content = blocks.map((block) => blockHtml(block, title)).join('\n');
  return `<section>\n<h2>${escapeHtml(title)}${note}</h2>\n${content}\n</section>`;
}

function blockHtml(block: ReportBlock, title: string): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'choice':
      return `<p class="choice">${escapeHtml(block.text)}</p>`;
    case 'markdown':
      return `<div class="answer">${answerHtml(block.text)}</div>`;
    case 'facts':
      return factsHtml(block.facts);
    case 'items':
      return `<ul class="items">${block.items.map(itemHtml).join('')}</ul>`;
    case 'table':
      return scrollingTable(
        title,
        block.header.map((cell, index) => cellHtml('th scope="col"', cell, index, block.header)).join(''),
        block.rows.map((row) => `<tr>${row.map(rowCellHtml).join('')}</tr>`).join('\n'),
      );
    default:
      return assertNever(block);
  }
}

const factsHtml = (facts: readonly Fact[]): string =>
  `<dl>${facts
    .map(([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join('\n')}</dl>`;

function itemHtml({ label, text, details }: ReportItem): string {
  const name = label === null ? '' : `<b>${escapeHtml(label)}</b> `;
  const list = details.length > 0 ? `<ul>${details.map(listItem).join('')}</ul>` : '';
  return `<li>${name}${escapeHtml(text)}${list}</li>`;
}

const rowCellHtml = (cell: string, index: number, row: readonly string[]): string =>
  cellHtml(index === 0 ? 'th scope="row"' : 'td', cell, index, row);

const cellHtml = (tag: string, cell: string, index: number, row: readonly string[]): string =>
  `<${tag}${isNumberColumn(index, row) ? ' class="number"' : ''}>${escapeHtml(cell)}</${tag.slice(0, 2)}>`;
