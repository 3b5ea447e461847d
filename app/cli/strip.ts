import type { Seat } from '../debate/events.ts';
import { withNames } from '../debate/labels.ts';
import { prose } from '../debate/speech.ts';
import type { TurnView } from '../debate/turn-view.ts';
import type { DebateView } from '../debate/view.ts';
import { clock, count, nameIn, percent, phaseName, plural, roleName, spending } from '../debate/words.ts';
import type { Style } from './style.ts';
import { cut, cutStart, padEnd, printable, width } from './text.ts';

/** What the bottom of the screen shows while a debate runs: one line for the debate and one for each agent. */
export function stripLines(
  view: DebateView,
  {
    nowMs,
    columns,
    style,
    trouble,
  }: { nowMs: number; columns: number; style: Style; trouble: string | null },
): string[] {
  if (!view.settings) return [cut(trouble ?? 'Connecting …', columns)];
  const { panel, judge } = view.settings;
  const seats = view.phase === 'decide' && !view.settings.options ? [judge] : panel;
  const names = seats.map(({ name, role }) => [printable(name), role === 'judge' ? '' : roleName(role)]);
  const widest = (column: number) => Math.max(...names.map((row) => width(row[column] ?? '')));
  const [nameColumns, roleColumns] = [widest(0), widest(1)];
  const agents = seats.map((seat, index) => {
    const [name = '', role = ''] = names[index] ?? [];
    const who = `${padEnd(name, nameColumns)}  ${padEnd(role, roleColumns)}`;
    return agentLine(who, seat, view, columns, style);
  });
  return [style.bold(cut(summary(view, nowMs, trouble), columns)), ...agents];
}

function summary(view: DebateView, nowMs: number, trouble: string | null): string {
  const last = view.agreements.at(-1);
  return [
    ...(trouble ? [trouble] : []),
    view.status === 'paused' ? 'Paused' : phaseName(view.phase, view.round),
    ...(view.startedAt ? [clock(nowMs - Date.parse(view.startedAt))] : []),
    spending(view.cost),
    `${count(view.cost.tokens)} tokens`,
    ...(last ? [`agreement ${percent(last.score)}`] : []),
  ].join(' · ');
}

function agentLine(who: string, seat: Seat, view: DebateView, columns: number, style: Style): string {
  const turn = view.turns.findLast(
    ({ agent, phase, round }) => agent === seat.id && phase === view.phase && round === view.round,
  );
  const { mark, status, tone } = statusOf(turn, style);
  const nameOf = nameIn(view.settings?.panel ?? []);
  const said = printable(withNames(prose(turn?.text ?? ''), turn?.peers ?? [], nameOf));
  const words = said.split(/\s+/).filter((word) => word !== '');
  const line = cut(
    `${mark} ${who}  ${padEnd(status, statusColumns)}  ${plural(words.length, 'word')}`,
    columns,
  );
  const room = columns - width(line) - 2;
  const tail =
    turn?.status === 'speaking' && room >= tailColumnsMin
      ? cutStart(words.slice(-tailWords).join(' '), room)
      : '';
  return tail ? `${tone(line)}  ${style.dim(tail)}` : tone(line);
}

const statusColumns = 'interrupted'.length;
/** Less than this of a sentence is not worth showing, in columns; and no line holds more words. */
const tailColumnsMin = 12;
const tailWords = 30;

type Status = { readonly mark: string; readonly status: string; readonly tone: (text: string) => string };

function statusOf(turn: TurnView | undefined, style: Style): Status {
  if (!turn) return { mark: '○', status: 'waits', tone: style.dim };
  switch (turn.status) {
    case 'speaking':
      return turn.text === ''
        ? { mark: '◐', status: 'thinks', tone: style.accent }
        : { mark: '●', status: 'speaks', tone: style.accent };
    case 'retrying':
      return { mark: '↻', status: 'tries again', tone: style.bad };
    case 'completed':
      return { mark: '✓', status: 'done', tone: style.good };
    case 'failed':
      return { mark: '✗', status: 'left out', tone: style.bad };
    case 'interrupted':
      return { mark: '–', status: 'interrupted', tone: style.dim };
  }
}
