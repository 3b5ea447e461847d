import { useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import { assertNever } from '../../../debate/core/events.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import type { ConnectionStatus } from '../../hooks/use-debate.ts';
import { debateStatusName } from '../../lib/format.ts';
import { isDebateOpen } from '../../lib/steps.ts';
import { Brand } from '../brand.tsx';
import { DebateActions } from './debate-actions.tsx';
import { PhaseStepper } from './phase-stepper.tsx';
import { UsageMeters } from './usage-meters.tsx';

interface Props {
  readonly view: DebateView;
  readonly connection: ConnectionStatus;
  readonly client: Client;
}

/** Stays in sight: the question, where the debate stands, what it costs, and what can be done. */
export function DebateHeader({ view, connection, client }: Props) {
  const [isExpanded, setIsExpanded] = useState(false);
  return (
    <header class="debate-header">
      <div class="header-row">
        <Brand />
        <h1 class="question">
          <button
            type="button"
            class={isExpanded ? 'whole' : ''}
            aria-expanded={isExpanded}
            onClick={() => setIsExpanded(!isExpanded)}
          >
            {view.settings?.question ?? 'Loading the debate…'}
          </button>
        </h1>
        <div class="pills">
          <span class={`pill status-${view.status}`}>{debateStatusName(view)}</span>
          {isDebateOpen(view) && <ConnectionPill connection={connection} />}
        </div>
        <UsageMeters view={view} />
      </div>
      {view.settings && (
        <div class="header-row">
          <PhaseStepper view={view} />
          <DebateActions view={view} client={client} />
        </div>
      )}
    </header>
  );
}

function ConnectionPill({ connection }: { connection: ConnectionStatus }) {
  return (
    <output class={`pill connection is-${connection}`} aria-label="Connection">
      {connectionName(connection)}
    </output>
  );
}

function connectionName(connection: ConnectionStatus): string {
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
