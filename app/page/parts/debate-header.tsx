import { useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import { assertNever } from '../../debate/events.ts';
import type { DebateView } from '../../debate/view.ts';
import { clock, count, spending } from '../../debate/words.ts';
import { isOpen } from '../steps.ts';
import type { Connection } from '../use-debate.ts';
import { useNow } from '../use-now.ts';
import { timeOfDay } from '../words.ts';
import { Brand } from './brand.tsx';
import { Controls } from './controls.tsx';
import { PhaseRail } from './phase-rail.tsx';

interface Props {
  readonly view: DebateView;
  readonly connection: Connection;
  readonly client: Client;
}

/** Stays in sight: the question, where the debate stands, what it costs, and what can be done. */
export function DebateHeader({ view, connection, client }: Props) {
  const [whole, setWhole] = useState(false);
  return (
    <header class="debate-header">
      <div class="header-top">
        <Brand />
        <h1 class="question">
          <button
            type="button"
            class={whole ? 'whole' : ''}
            aria-expanded={whole}
            onClick={() => setWhole(!whole)}
          >
            {view.settings?.question ?? 'Loading the debate…'}
          </button>
        </h1>
        <div class="pills">
          <span class={`pill status-${view.status}`}>{statusName(view)}</span>
          {isOpen(view) && <ConnectionPill connection={connection} />}
        </div>
      </div>
      {view.settings && (
        <div class="header-bottom">
          <PhaseRail view={view} />
          <Meters view={view} />
          <Controls view={view} client={client} />
        </div>
      )}
    </header>
  );
}

export function statusName({ status, stop }: Pick<DebateView, 'status' | 'stop'>): string {
  switch (status) {
    case 'waiting':
      return 'Waiting';
    case 'running':
      return stop === null ? 'Running' : 'Deciding';
    case 'paused':
      return 'Paused';
    case 'decided':
      return 'Decided';
    case 'failed':
      return 'No decision';
    case 'cancelled':
      return 'Cancelled';
    default:
      return assertNever(status);
  }
}

function ConnectionPill({ connection }: { connection: Connection }) {
  return (
    <output class={`pill connection is-${connection}`} aria-label="Connection">
      {connectionName(connection)}
    </output>
  );
}

function connectionName(connection: Connection): string {
  switch (connection) {
    case 'connecting':
      return 'Connecting';
    case 'catching-up':
      return 'Catching up';
    case 'live':
      return 'Live';
    case 'reconnecting':
      return 'Reconnecting';
    case 'ended':
      return 'Complete';
    default:
      return assertNever(connection);
  }
}

function Meters({ view }: { view: DebateView }) {
  const now = useNow(isOpen(view));
  const { settings, startedAt, endedAt, cost } = view;
  if (!settings || !startedAt) return null;
  const elapsedMs = (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt);
  const cap = capOf(settings.budget);
  return (
    <dl class="meters">
      <div>
        <dt>{endedAt ? 'Took' : 'Elapsed'}</dt>
        <dd>
          {clock(elapsedMs)}
          {!endedAt && <span class="quiet"> ends by {timeOfDay(settings.deadlineAt)}</span>}
        </dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>
          {cost.tokens > 0 && cost.tokens === cost.unpricedTokens ? 'unpriced' : spending(cost)}
          <span class="quiet">
            {' '}
            {count(cost.tokens)} tokens{cap}
          </span>
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
