import { phaseLabel } from '../../../debate/views/labels.ts';
import { formats } from '../../formats.ts';
import type { Replay } from '../../hooks/use-replay.ts';
import { InlineError } from '../inline-error.tsx';

/** Plays an ended debate again, event by event. */
export function ReplayBar({ replay }: { replay: Replay }) {
  const { view, at, last, time, isPlaying, problem, seek, play, close } = replay;
  const label = view && time ? `${phaseLabel(view.phase, view.round)}, ${formats.time(time)}` : 'Loading…';
  return (
    <section class="replay-bar" aria-label="Replay">
      <button type="button" onClick={() => play(!isPlaying)}>
        {isPlaying ? 'Pause' : 'Play'}
      </button>
      <input
        type="range"
        aria-label="Event"
        aria-valuetext={`Event ${at} of ${last}: ${label}`}
        min={1}
        max={Math.max(1, last)}
        value={at}
        onInput={(event) => seek(event.currentTarget.valueAsNumber)}
      />
      <span class="muted">
        {at} of {last} · {label}
      </span>
      <button type="button" onClick={close}>
        Close<span class="wide">&nbsp;the replay</span>
      </button>
      <InlineError message={problem} />
    </section>
  );
}
