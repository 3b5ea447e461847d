import type { DebateView } from '../../../debate/views/debate.ts';
import { phaseLabel, roleLabel } from '../../../debate/views/labels.ts';
import { debateStatusName } from '../../lib/format.ts';

/** Tells a screen reader when a turn ends and how the debate stands; never single words of a turn. */
export function LiveRegion({ view }: { view: DebateView }) {
  return (
    <div class="hidden-text" aria-live="polite">
      <p>{lastTurnEnd(view)}</p>
      <p>{view.settings && debateStatusName(view)}</p>
    </div>
  );
}

function lastTurnEnd({ turns, settings }: DebateView): string {
  const ended = turns.filter(({ endedAt, status }) => endedAt !== null && status !== 'retrying');
  const last = ended.sort((a, b) => (a.endedAt ?? '').localeCompare(b.endedAt ?? '')).at(-1);
  const seat = [...(settings?.panel ?? []), ...(settings ? [settings.judge] : [])].find(
    ({ id }) => id === last?.agent,
  );
  if (!last || !seat) return '';
  const end = last.status === 'completed' ? 'has finished' : 'did not finish';
  return `${seat.name}, ${roleLabel(seat.role)}, ${end} ${phaseLabel(last.phase, last.round)}.`;
}
