import { formatQuantity } from '../shared/format.ts';
import { createLogScale, type DeadlineOwner, type Timeline, type TimelineSpan } from './timeline.ts';

/** Layout in pixels of the image's own size. */
const width = 1340;
const margin = 24;
const labelWidth = 310;
const barLeft = margin + labelWidth;
const barWidth = 370;
/** The gap has the label at the end of the longest bar. */
const noteLeft = barLeft + barWidth + 64;
const rowHeight = 29;

const ownerLabels: Readonly<Record<DeadlineOwner, string>> = {
  us: 'the program',
  gateway: 'gateways',
  platform: 'the platform',
};

/** Follows the light or dark color scheme; uses system fonts only. */
const style = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: #24292f }
  .paper { fill: #ffffff } .grid { stroke: #d0d7de } .tick, .note { fill: #656d76; font-size: 11px }
  .title { font-size: 17px; font-weight: 600 } .zero { font-weight: 600 }
  .path { font: 11px ui-monospace, 'SF Mono', Menlo, Consolas, monospace; fill: #656d76 }
  .us { fill: #2f6fde } .gateway { fill: #c77700 } .platform { fill: #7a828c }
  .until { font-size: 11px } .open { opacity: 0.45 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .paper { fill: #0d1117 } .grid { stroke: #30363d }
    .tick, .note, .path { fill: #9198a1 }
    .us { fill: #5b95f5 } .gateway { fill: #e0a03a } .platform { fill: #9198a1 }
  }`;

/** Timelines as one image, one below the other. */
export function renderSvg(timelines: readonly Timeline[], title: string): string {
  const drawn: string[] = [];
  let top = margin + 16;
  const append = (lines: readonly string[], height: number): void => {
    drawn.push(...lines);
    top += height;
  };
  append([textElement(margin, top, title, 'title'), ...renderLegend(top)], 14);
  for (const { subject, sections } of timelines) {
    append([], 26);
    append([textElement(margin, top, `Timeline of ${subject}`, 'title')], 8);
    for (const { origin, spans } of sections) {
      append([], 22);
      append([textElement(margin, top, `From ${origin}`, 'zero')], 6);
      append(renderSection(spans, top), spans.length * rowHeight + 26);
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img"`,
    `  viewBox="0 0 ${width} ${top}" width="${width}" height="${top}">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${style}\n</style>`,
    `<rect class="paper" width="${width}" height="${top}"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function renderSection(spans: readonly TimelineSpan[], top: number): string[] {
  const scale = createLogScale(spans);
  const x = (ms: number): number => round(barLeft + scale(ms) * barWidth);
  const bottom = top + spans.length * rowHeight + 6;
  return [
    ...chooseTicks(x).flatMap((ms) => [
      `<line class="grid" x1="${x(ms)}" x2="${x(ms)}" y1="${top + 2}" y2="${bottom}"/>`,
      textElement(x(ms), bottom + 12, ms === 0 ? '0' : formatQuantity(ms, 'ms'), 'tick', 'middle'),
    ]),
    ...spans.flatMap((span, index) => renderRow(span, top + 4 + index * rowHeight, x)),
  ];
}

function renderRow(
  { description, outcome, source, owner, fromMs, toMs }: TimelineSpan,
  top: number,
  x: (ms: number) => number,
): string[] {
  const from = x(fromMs);
  const length = round(Math.max(x(toMs) - from, 2));
  const kind = Number.isFinite(toMs) ? owner : `${owner} open`;
  return [
    textElement(barLeft - 10, top + 16, description, 'label', 'end'),
    `<rect class="${kind}" x="${from}" y="${top + 5}" width="${length}" height="14" rx="2"/>`,
    textElement(from + length + 6, top + 16, formatQuantity(toMs, 'ms'), 'until'),
    textElement(noteLeft, top + 11, outcome, 'note'),
    textElement(noteLeft, top + 23, source, 'path'),
  ];
}

/** Round times that stand far enough from each other. */
function chooseTicks(x: (ms: number) => number): number[] {
  const chosen: number[] = [];
  for (const ms of roundTimes) {
    const last = chosen.at(-1);
    const free = last === undefined || x(ms) - x(last) >= 56;
    if (free && x(ms) <= barLeft + barWidth) chosen.push(ms);
  }
  return chosen;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const roundTimes: readonly number[] = [
  0,
  ...[10, 100, 500],
  ...[1, 2, 5, 10, 20, 30, 60, 120, 300].map((seconds) => seconds * second),
  ...[10, 30].map((minutes) => minutes * minute),
  ...[1, 3, 12, 24, 48].map((hours) => hours * hour),
];

const renderLegend = (y: number): string[] =>
  (['us', 'gateway', 'platform'] as const).flatMap((owner, index) => {
    const left = noteLeft + index * 120;
    return [
      `<rect class="${owner}" x="${left}" y="${y - 11}" width="13" height="13" rx="2"/>`,
      textElement(left + 19, y, ownerLabels[owner], 'label'),
    ];
  });

const textElement = (x: number, y: number, words: string, kind: string, anchor = 'start'): string =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeXml(words)}</text>`;

const escapeXml = (words: string): string =>
  words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const round = (value: number): number => Math.round(value * 10) / 10;
