import { formatColumns, formatQuantity, indentText } from '../shared/format.ts';
import { createLogScale, type DeadlineOwner, type Timeline, type TimelineSpan } from './timeline.ts';

const barColumns = 36;
const ownerSymbols: Readonly<Record<DeadlineOwner, string>> = { us: '━', gateway: '═', platform: '─' };

export const legend = `${ownerSymbols.us} us  ${ownerSymbols.gateway} gateways  ${ownerSymbols.platform} platform`;

/** A timeline for the terminal. The bars of a section share one scale: linear near zero, then logarithmic. */
export function renderText({ subject, sections }: Timeline): string {
  const texts = sections.map(({ origin, spans }) => {
    const scale = createLogScale(spans);
    const rows = spans.map((span) => [
      formatRange(span),
      renderBar(span, scale),
      span.description,
      `then ${span.outcome}`,
      span.source,
    ]);
    return `From ${origin}\n${indentText(formatColumns(rows))}`;
  });
  return `Timeline of ${subject}\n${indentText(texts.join('\n\n'))}`;
}

const formatRange = ({ fromMs, toMs }: TimelineSpan): string =>
  fromMs === 0
    ? formatQuantity(toMs, 'ms')
    : `${formatQuantity(fromMs, 'ms')} … ${formatQuantity(toMs, 'ms')}`;

function renderBar({ fromMs, toMs, owner }: TimelineSpan, scale: (ms: number) => number): string {
  const from = Math.floor(scale(fromMs) * barColumns);
  const to = Math.max(Math.round(scale(toMs) * barColumns), from + 1);
  const open = !Number.isFinite(toMs);
  return `${' '.repeat(from)}${ownerSymbols[owner].repeat(to - from)}${open ? '▸' : '┤'}`;
}
