import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Client } from '../client/client.ts';
import type { DebateView } from '../debate/view.ts';
import { EvidenceDesk, type Lookup } from './evidence-desk.ts';
import { AgreementStrip } from './parts/agreement-strip.tsx';
import { Announcer } from './parts/announcer.tsx';
import { DebateHeader } from './parts/debate-header.tsx';
import { Decision } from './parts/decision.tsx';
import { EvidenceBar } from './parts/evidence-bar.tsx';
import { EvidenceDrawer } from './parts/evidence-drawer.tsx';
import { Notes } from './parts/notes.tsx';
import { Transcript } from './parts/transcript.tsx';
import { isOpen } from './steps.ts';
import { useDebate } from './use-debate.ts';
import { useTail } from './use-tail.ts';
import { useTitle } from './use-title.ts';
import { statusName } from './words.ts';

/** One debate: while it runs, and what it leaves behind. */
export function DebatePage({ id, client }: { id: string; client: Client }) {
  const { view, connection, problem } = useDebate(id);
  const [lookup, setLookup] = useState<Lookup | null>(null);
  const documents = view.settings?.evidence ?? [];
  const desk = useMemo(() => ({ documents, open: setLookup }), [documents]);
  const { following, follow } = useTail(view.settings !== null && isOpen(view), view);
  useDecisionInSight(view, following);
  useTitle(titleOf(view));

  if (problem) return <Missing problem={problem} />;
  return (
    <EvidenceDesk.Provider value={desk}>
      <DebateHeader view={view} connection={connection} client={client} />
      <main class="debate">
        {view.settings && !isOpen(view) && <Decision view={view} client={client} />}
        <EvidenceBar />
        <AgreementStrip view={view} />
        <Notes view={view} />
        <Transcript view={view} />
        {isOpen(view) && !following && (
          <button type="button" class="to-end" onClick={follow}>
            ↓ Follow the debate
          </button>
        )}
      </main>
      <Announcer view={view} />
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
    </EvidenceDesk.Provider>
  );
}

/** A reader who has followed to the end is taken to the decision; anyone else stays where they read. */
function useDecisionInSight(view: DebateView, following: boolean): void {
  const wasOpen = useRef(false);
  const open = view.settings !== null && isOpen(view);
  useEffect(() => {
    if (wasOpen.current && !open && following) window.scrollTo({ top: 0 });
    wasOpen.current = open;
  }, [open, following]);
}

function titleOf(view: DebateView): string {
  if (!view.settings) return 'Rostrum';
  return `${statusName(view)}: ${view.settings.question.slice(0, titleCharsMax)} · Rostrum`;
}

/** More than a window's tab can show. */
const titleCharsMax = 100;

function Missing({ problem }: { problem: string }) {
  return (
    <main class="missing">
      <h1>This debate cannot be shown</h1>
      <p>{problem}</p>
      <p>
        <a class="button" href="/">
          Past debates, and a new one
        </a>
      </p>
    </main>
  );
}
