import { useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import { assertNever, type ParentDebate } from '../../../debate/core/events.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import type { ConnectionStatus } from '../../hooks/use-debate.ts';
import { debateStatusName } from '../../lib/format.ts';
import { isDebateOpen } from '../../lib/steps.ts';
import { Brand } from '../brand.tsx';
import { DebateActions } from './debate-actions.tsx';
import { EndedActions } from './ended-actions.tsx';
import { PhaseStepper } from './phase-stepper.tsx';
import { VerdictBar } from './verdict-bar.tsx';

interface Props {
  readonly view: DebateView;
  /** Of an ended debate, once it is loaded. */
  readonly record: DecisionRecord | null;
  readonly connection: ConnectionStatus;
  readonly client: Client;
}

/** Sticky header: question, status, commands, phase and the debate in numbers. */
export function DebateHeader({ view, record, connection, client }: Props) {
  const isOpen = isDebateOpen(view);
  const [isExpanded, setIsExpanded] = useState(false);
  return (
    <header class={isOpen ? 'debate-header' : 'debate-header is-ended'}>
      <div class="header-row">
        <Brand />
        <h1 class="question">
          <button
            type="button"
            class={isExpanded ? 'is-expanded' : ''}
            aria-expanded={isExpanded}
            onClick={() => setIsExpanded(!isExpanded)}
          >
            {view.settings?.question ?? 'Loading the debate…'}
          </button>
          {view.settings?.parent && <ParentLink parent={view.settings.parent} />}
        </h1>
        <div class="pills">
          <span class={`pill status-${view.status}`}>{debateStatusName(view)}</span>
          {isOpen && <ConnectionPill connection={connection} />}
        </div>
        {view.settings &&
          (isOpen ? (
            <DebateActions view={view} client={client} />
          ) : (
            <EndedActions debate={view.debate} record={record} client={client} />
          ))}
      </div>
      {view.settings && (
        <div class="header-row">
          {isOpen && <PhaseStepper view={view} />}
          <VerdictBar view={view} record={record} />
        </div>
      )}
    </header>
  );
}

const ParentLink = ({ parent: { debate, relation } }: { parent: ParentDebate }) => (
  <a class="parent-link" href={`/debates/${encodeURIComponent(debate)}`}>
    {relation === 'follow-up' ? 'Follow-up of an earlier debate' : 'Another run of an earlier debate'}
  </a>
);

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
    case 'offline':
      return 'Offline';
    case 'ended':
      return 'Complete';
    default:
      return assertNever(connection);
  }
}
