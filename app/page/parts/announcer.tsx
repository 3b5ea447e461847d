import type { DebateView } from '../../debate/view.ts';
import { phaseName, roleName } from '../../debate/words.ts';
import { statusName } from '../words.ts';

/** Tells a screen reader when a turn ends and how the debate stands; never single words of a turn. */
export function Announcer({ view }: { view: DebateView }) {
  return (
    <div class="hidden-text" aria-live="polite">
      <p>{lastEnd(view)}</p>
      <p>{view.settings && statusName(view)}</p>
    </div>
  );
}

function lastEnd({ turns, settings }: DebateView): string {
  const ended = turns.filter(({ endedAt, status }) => endedAt !== null && status !== 'retrying');
  const last = ended.sort((a, b) => (a.endedAt ?? '').localeCompare(b.endedAt ?? '')).at(-1);
  const seat = [...(settings?.panel ?? []), ...(settings ? [settings.judge] : [])].find(
    ({ id }) => id === last?.agent,
  );
  if (!last || !seat) return '';
  const end = last.status === 'completed' ? 'has finished' : 'did not finish';
  return `${seat.name}, ${roleName(seat.role)}, ${end} ${phaseName(last.phase, last.round)}.`;
}
