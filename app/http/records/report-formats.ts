import { escapeHtml } from '../escape-html.ts';
import type { RecordReport, ReportSection } from './report.ts';

export function renderMarkdown({ title, facts, sections }: RecordReport): string {
  const lines = [
    `# ${toSingleLine(title)}`,
    '',
    ...facts.map(([label, value]) => `- **${label}**: ${toSingleLine(value)}`),
    ...sections.flatMap((section) => ['', ...markdownSection(section)]),
  ];
  return `${lines.join('\n')}\n`;
}

const markdownSection = ({ title, text, items }: ReportSection): readonly string[] => [
  `## ${title}`,
  ...(text === null ? [] : ['', text]),
  ...(items.length > 0 ? ['', ...items.map((item) => `- ${toSingleLine(item)}`)] : []),
];

const toSingleLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const reportStyle = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
h1, p, li, dd { white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; } dt { font-weight: 600; } dd { margin: 0; }
@media (prefers-color-scheme: dark) { body { background: #16181c; color: #e6e6e6; } }`;

/** A self-contained page: it loads nothing, runs no script, and all text is escaped. */
export function renderHtml({ title, facts, sections }: RecordReport): string {
  const definitions = facts.map(
    ([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(toSingleLine(title))}</title>
<style>
${reportStyle}
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<dl>${definitions.join('\n')}</dl>
${sections.map(htmlSection).join('\n')}
</body>
</html>
`;
}

function htmlSection({ title, text, items }: ReportSection): string {
  const paragraph = text === null ? '' : `<p>${escapeHtml(text)}</p>`;
  const list =
    items.length > 0 ? `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}</ul>` : '';
  return `<h2>${escapeHtml(title)}</h2>\n${paragraph}${list}`;
}
