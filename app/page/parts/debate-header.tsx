import { useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import { assertNever } from '../../debate/events.ts';
import type { DebateView } from '../../debate/view.ts';
import { isOpen } from '../steps.ts';
import type { Connection } from '../use-debate.ts';
import { statusName } from '../words.ts';
import { Brand } from './brand.tsx';
import { Controls } from './controls.tsx';
import { Meters } from './meters.tsx';
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
      <div class="header-row">
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
        <Meters view={view} />
      </div>
      {view.settings && (
        <div class="header-row">
          <PhaseRail view={view} />
          <Controls view={view} client={client} />
        </div>
      )}
    </header>
  );
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
