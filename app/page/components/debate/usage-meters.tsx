import type { DebateView } from '../../../debate/views/debate.ts';
import { formatCount, formatDuration, formatSpending } from '../../../debate/views/labels.ts';
import { useNow } from '../../hooks/use-now.ts';
import { formatTime } from '../../lib/format.ts';
import { isDebateOpen } from '../../lib/steps.ts';

/** Elapsed time and cost with their limits. */
export function UsageMeters({ view }: { view: DebateView }) {
  const now = useNow(isDebateOpen(view));
  const { settings, startedAt, endedAt, cost } = view;
  if (!settings || !startedAt) return null;
  const elapsedMs = (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt);
  return (
    <dl class="meters">
      <div>
        <dt>{endedAt ? 'Duration' : 'Elapsed'}</dt>
        <dd>{formatDuration(elapsedMs)}</dd>
        {!endedAt && <dd class="muted">ends by {formatTime(settings.deadlineAt)}</dd>}
      </div>
      <div>
        <dt>Cost</dt>
        <dd>{cost.tokens > 0 && cost.tokens === cost.unpricedTokens ? 'unpriced' : formatSpending(cost)}</dd>
        <dd class="muted">
          {formatCount(cost.tokens)} tokens{capLabel(settings.budget)}
        </dd>
      </div>
    </dl>
  );
}

function capLabel({ usd, tokens }: { usd?: number; tokens?: number }): string {
  const caps = [
    usd === undefined ? '' : `$${usd}`,
    tokens === undefined ? '' : `${formatCount(tokens)} tokens`,
  ].filter(Boolean);
  return caps.length > 0 ? `, at most ${caps.join(' and ')}` : '';
}
