import type { Seat } from '../../debate/core/events.ts';
import { extractProse } from '../../debate/prompting/prose.ts';
import type { DebateView } from '../../debate/views/debate.ts';
import { judgingSeats } from '../../debate/views/judging-seats.ts';
import {
  createNameLookup,
  formatDuration,
  formatSpending,
  phaseLabel,
  pluralize,
  roleLabel,
} from '../../debate/views/labels.ts';
import { replacePeerLabels } from '../../debate/views/peer-labels.ts';
import { formatAgreement } from '../../debate/views/record-text.ts';
import type { TurnView } from '../../debate/views/turn.ts';
import { displayWidth, padEnd, truncateEnd, truncateStart } from '../../shared/command-line/text-layout.ts';
import { toPrintable } from '../../shared/printable.ts';
import type { Style } from './style.ts';

/** The footer while a debate runs: one line for the debate and one for each agent. */
export function statusLines(
  view: DebateView,
  {
    nowMs,
    columns,
    style,
    problem,
  }: { nowMs: number; columns: number; style: Style; problem: string | null },
): string[] {
  if (!view.settings) return [truncateEnd(problem ?? 'Connecting …', columns)];
  const seats = view.phase === 'decide' ? judgingSeats(view) : view.settings.panel;
  const names = seats.map(({ name, role }) => [toPrintable(name), role === 'judge' ? '' : roleLabel(role)]);
  const columnWidth = (column: number) => Math.max(...names.map((row) => displayWidth(row[column] ?? '')));
  const [nameColumns, roleColumns] = [columnWidth(0), columnWidth(1)];
  const agents = seats.map((seat, index) => {
    const [name = '', role = ''] = names[index] ?? [];
    const label = `${padEnd(name, nameColumns)}  ${padEnd(role, roleColumns)}`;
    return agentLine(label, seat, view, columns, style);
  });
  return [style.bold(truncateEnd(summaryLine(view, nowMs, problem, style), columns)), ...agents];
}

function summaryLine(view: DebateView, nowMs: number, problem: string | null, { formats }: Style): string {
  const last = view.agreements.at(-1);
  return [
    ...(problem ? [problem] : []),
    statusLabel(view),
    ...(view.startedAt ? [formatDuration(nowMs - Date.parse(view.startedAt))] : []),
    formatSpending(view.cost, formats),
    `${formats.count(view.cost.tokens)} tokens`,
    ...(last ? [`agreement ${formatAgreement(last.score, formats)}`] : []),
  ].join(' · ');
}

function statusLabel({ awaitsApproval, status, phase, round }: DebateView): string {
  if (awaitsApproval) return 'Waits for approval';
  return status === 'paused' ? 'Paused' : phaseLabel(phase, round);
}

function agentLine(label: string, seat: Seat, view: DebateView, columns: number, style: Style): string {
  const turn = view.turns.findLast(
    ({ agent, phase, round }) => agent === seat.id && phase === view.phase && round === view.round,
  );
  const { mark, status, tone } = describeStatus(turn, style);
  const nameOf = createNameLookup(view.settings?.panel ?? []);
  const text = toPrintable(replacePeerLabels(extractProse(turn?.text ?? ''), turn?.peers ?? [], nameOf));
  const words = text.split(/\s+/).filter((word) => word !== '');
  const line = truncateEnd(
    `${mark} ${label}  ${padEnd(status, statusColumns)}  ${pluralize(words.length, 'word')}`,
    columns,
  );
  const columnsLeft = columns - displayWidth(line) - 2;
  const lastWords =
    turn?.status === 'speaking' && columnsLeft >= lastWordsColumnsMin
      ? truncateStart(words.slice(-lastWordsMax).join(' '), columnsLeft)
      : '';
  return lastWords ? `${tone(line)}  ${style.dim(lastWords)}` : tone(line);
}

const statusColumns = 'interrupted'.length;
/** A shorter excerpt is not worth showing; no line holds more words. */
const lastWordsColumnsMin = 12;
const lastWordsMax = 30;

type Status = { readonly mark: string; readonly status: string; readonly tone: (text: string) => string };

function describeStatus(turn: TurnView | undefined, style: Style): Status {
  if (!turn) return { mark: '○', status: 'waiting', tone: style.dim };
  switch (turn.status) {
    case 'speaking':
      return turn.text === ''
        ? { mark: '◐', status: 'thinking', tone: style.accent }
        : { mark: '●', status: 'speaking', tone: style.accent };
    case 'retrying':
      return { mark: '↻', status: 'retrying', tone: style.error };
    case 'completed':
      return { mark: '✓', status: 'done', tone: style.success };
    case 'failed':
      return { mark: '✗', status: 'left out', tone: style.error };
    case 'interrupted':
      return { mark: '–', status: 'interrupted', tone: style.dim };
  }
}
