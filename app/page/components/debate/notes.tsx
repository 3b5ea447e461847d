import type { DebateView } from '../../../debate/views/debate.ts';
import { formats } from '../../formats.ts';

export function Notes({ view: { notes } }: { view: DebateView }) {
  if (notes.length === 0) return null;
  return (
    <ul class="notes" aria-label="Notes to the panel">
      {notes.map(({ text, by, at }) => (
        <li key={at}>
          <b>Note to the panel</b>{' '}
          <span class="muted">
            {formats.time(at)}, {by}
          </span>
          <p>{text}</p>
        </li>
      ))}
    </ul>
  );
}
