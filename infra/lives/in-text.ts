import { amount, columns, indented } from '../cli/table.ts';
import { type Owner, type Span, scaleOf, type Timeline } from './life.ts';

const barColumns = 36;
const signs: Readonly<Record<Owner, string>> = { us: '━', gateway: '═', platform: '─' };

export const legend = `${signs.us} us  ${signs.gateway} gateways  ${signs.platform} platform`;

/** A timeline to be read in a terminal. Bars stand on one scale in each part: near zero even, then by tenfolds. */
export function inText({ of, parts }: Timeline): string {
  const texts = parts.map(({ zero, spans }) => {
    const scale = scaleOf(spans);
    const rows = spans.map((span) => [
      between(span),
      bar(span, scale),
      span.says,
      `then ${span.outcome}`,
      span.source,
    ]);
    return `Counted from ${zero}\n${indented(columns(rows))}`;
  });
  return `The life of ${of}\n${indented(texts.join('\n\n'))}`;
}

const between = ({ fromMs, toMs }: Span): string =>
  fromMs === 0 ? amount(toMs, 'ms') : `${amount(fromMs, 'ms')} … ${amount(toMs, 'ms')}`;

function bar({ fromMs, toMs, owner }: Span, scale: (ms: number) => number): string {
  const from = Math.floor(scale(fromMs) * barColumns);
  const to = Math.max(Math.round(scale(toMs) * barColumns), from + 1);
  const open = !Number.isFinite(toMs);
  return `${' '.repeat(from)}${signs[owner].repeat(to - from)}${open ? '▸' : '┤'}`;
}
