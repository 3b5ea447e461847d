import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Client } from '../client/client.ts';
import type { DebateView } from '../debate/views/debate.ts';
import { AgreementStrip } from './components/debate/agreement-strip.tsx';
import { DebateHeader } from './components/debate/debate-header.tsx';
import { EvidenceBar } from './components/debate/evidence-bar.tsx';
import { EvidenceDrawer } from './components/debate/evidence-drawer.tsx';
import { LiveRegion } from './components/debate/live-region.tsx';
import { Notes } from './components/debate/notes.tsx';
import { ReplayBar } from './components/debate/replay-bar.tsx';
import { Transcript } from './components/debate/transcript.tsx';
import { DecisionSection } from './components/decision/decision.tsx';
import { MessagePage } from './components/message-page.tsx';
import { PanelWarnings } from './components/panel-warnings.tsx';
import { useDebate } from './hooks/use-debate.ts';
import { useRecord } from './hooks/use-record.ts';
import { useReplay } from './hooks/use-replay.ts';
import { useStickToBottom } from './hooks/use-stick-to-bottom.ts';
import { useTitle } from './hooks/use-title.ts';
import { EvidenceContext, type EvidenceLookup } from './lib/evidence-context.ts';
import { debateStatusName } from './lib/format.ts';
import { isDebateOpen } from './lib/steps.ts';

/** The page of one debate: live while it runs, then with its decision. */
export function DebatePage({ id, client }: { id: string; client: Client }) {
  const { view, connection, problem } = useDebate(id);
  const hasEnded = view.settings !== null && !isDebateOpen(view);
  const { record, problem: recordProblem } = useRecord(client, id, hasEnded);
  const { replay, start } = useReplay(client, id, hasEnded);
  const shown = replay?.view ?? view;
  const [lookup, setLookup] = useState<EvidenceLookup | null>(null);
  const documents = view.settings?.evidence ?? [];
  const evidence = useMemo(() => ({ documents, open: setLookup }), [documents]);
  const { isFollowing, follow } = useStickToBottom(view.settings !== null && isDebateOpen(view), view);
  useScrollToDecision(view, isFollowing);
  useTitle(pageTitle(view));

  if (problem) return <MessagePage title="This debate cannot be shown">{problem}</MessagePage>;
  return (
    <EvidenceContext.Provider value={evidence}>
      <DebateHeader view={view} record={record} connection={connection} client={client} />
      <main class="debate">
        {hasEnded && !replay ? (
          <DecisionSection view={view} record={record} problem={recordProblem}>
            <AgreementStrip view={view} />
          </DecisionSection>
        ) : (
          <>
            <PanelWarnings warnings={view.settings?.warnings ?? []} />
            <AgreementStrip view={shown} />
          </>
        )}
        <EvidenceBar />
        <Notes view={shown} />
        {hasEnded && !replay && (
          <button type="button" class="replay-button" onClick={start}>
            ▶ Replay the debate
          </button>
        )}
        <Transcript view={shown} />
        {replay && <ReplayBar replay={replay} />}
        {isDebateOpen(view) && !isFollowing && (
          <button type="button" class="follow-button" onClick={follow}>
            ↓ Follow the debate
          </button>
        )}
      </main>
      <LiveRegion view={view} />
      {lookup && (
        <EvidenceDrawer
          debate={id}
          client={client}
          documents={documents}
          lookup={lookup}
          onLookup={setLookup}
          onClose={() => setLookup(null)}
        />
      )}
    </EvidenceContext.Provider>
  );
}

/** Scrolls to the decision when the debate ends, but only for a reader at the end of the page. */
function useScrollToDecision(view: DebateView, isFollowing: boolean): void {
  const wasOpen = useRef(false);
  const open = view.settings !== null && isDebateOpen(view);
  useEffect(() => {
    if (wasOpen.current && !open && isFollowing) window.scrollTo({ top: 0 });
    wasOpen.current = open;
  }, [open, isFollowing]);
}

function pageTitle(view: DebateView): string {
  if (!view.settings) return 'Rostrum';
  return `${debateStatusName(view)}: ${view.settings.question.slice(0, titleCharsMax)} · Rostrum`;
}

const titleCharsMax = 100;
