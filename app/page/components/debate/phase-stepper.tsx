import type { DebateView } from '../../../debate/views/debate.ts';
import { phaseLabel } from '../../../debate/views/labels.ts';
import { type DebateStep, debateSteps } from '../../lib/steps.ts';

const stateMarks: Readonly<Record<DebateStep['state'], string>> = {
  done: '✓',
  now: '●',
  later: '○',
  skipped: '–',
};
const stateLabels: Readonly<Record<DebateStep['state'], string>> = {
  done: 'done',
  now: 'running',
  later: 'upcoming',
  skipped: 'did not run',
};

export function PhaseStepper({ view }: { view: DebateView }) {
  const steps = debateSteps(view);
  return (
    <ol class="stepper" aria-label="Phases of the debate">
      {steps.map(({ phase, round, state }, index) => (
        <li
          key={`${phase}${round}`}
          class={`step is-${state}`}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <span class="step-mark" aria-hidden="true">
            {stateMarks[state]}
          </span>
          {phaseLabel(phase, round)}
          <span class="step-count">
            {index + 1} of {steps.length}
          </span>
          <span class="visually-hidden">, {stateLabels[state]}</span>
        </li>
      ))}
    </ol>
  );
}
