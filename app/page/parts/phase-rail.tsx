import type { DebateView } from '../../debate/view.ts';
import { phaseName } from '../../debate/words.ts';
import { type Step, stepsOf } from '../steps.ts';

const marks: Readonly<Record<Step['state'], string>> = { done: '✓', now: '●', later: '○' };
const says: Readonly<Record<Step['state'], string>> = { done: 'done', now: 'running', later: 'to come' };

/** Where the debate stands in its course. */
export function PhaseRail({ view }: { view: DebateView }) {
  const steps = stepsOf(view);
  return (
    <ol class="rail" aria-label="Course of the debate">
      {steps.map(({ phase, round, state }, index) => (
        <li
          key={`${phase}${round}`}
          class={`step is-${state}`}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <span class="step-mark" aria-hidden="true">
            {marks[state]}
          </span>
          {phaseName(phase, round)}
          <span class="step-count">
            {index + 1} of {steps.length}
          </span>
          <span class="hidden-text">, {says[state]}</span>
        </li>
      ))}
    </ol>
  );
}
