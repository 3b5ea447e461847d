import type { DebateView } from '../../debate/view.ts';
import { clock, count, spending } from '../../debate/words.ts';
import { isOpen } from '../steps.ts';
import { useNow } from '../use-now.ts';
import { timeOfDay } from '../words.ts';

/** How long the debate has taken and what it has cost, against what it may. */
export function Meters({ view }: { view: DebateView }) {
  const now = useNow(isOpen(view));
  const { settings, startedAt, endedAt, cost } = view;
  if (!settings || !startedAt) return null;
  const elapsedMs = (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt);
  return (
    <dl class="meters">
      <div>
        <dt>{endedAt ? 'Took' : 'Elapsed'}</dt>
        <dd>{clock(elapsedMs)}</dd>
        {!endedAt && <dd class="quiet">ends by {timeOfDay(settings.deadlineAt)}</dd>}
      </div>
      <div>
        <dt>Cost</dt>
        <dd>{cost.tokens > 0 && cost.tokens === cost.unpricedTokens ? 'unpriced' : spending(cost)}</dd>
        <dd class="quiet">
          {count(cost.tokens)} tokens{capOf(settings.budget)}
        </dd>
      </div>
    </dl>
  );
}

function capOf({ usd, tokens }: { usd?: number; tokens?: number }): string {
  const caps = [
    usd === undefined ? '' : `$${usd}`,
    tokens === undefined ? '' : `${count(tokens)} tokens`,
  ].filter(Boolean);
  return caps.length > 0 ? `, at most ${caps.join(' and ')}` : '';
}
