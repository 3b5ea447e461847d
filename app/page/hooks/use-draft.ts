import { useEffect, useRef, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import { type Draft, emptyDraft } from '../lib/draft.ts';
import { loadDraftOfDebate } from '../lib/draft-from-debate.ts';
import { clearDraft, loadDraft, saveDraft } from '../lib/draft-storage.ts';
import { errorMessage } from '../lib/error-message.ts';

const saveAfterMs = 300;

/** The draft of the form, kept in this tab. With `?again=ID` in the address it begins as a copy of that debate. */
export function useDraft(client: Client) {
  const [draft, setDraft] = useState(() => loadDraft(sessionStorage));
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const id = new URLSearchParams(location.search).get('again');
    if (id === null) return;
    // Without the parameter, a reload does not throw away what is changed from here on.
    history.replaceState(null, '', '/');
    loadDraftOfDebate(client, id).then(setDraft, (error: unknown) => setProblem(errorMessage(error)));
  }, [client]);

  const isDone = useRef(false);
  useEffect(() => {
    const save = () => isDone.current || saveDraft(sessionStorage, draft);
    const timer = setTimeout(save, saveAfterMs);
    window.addEventListener('pagehide', save);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', save);
    };
  }, [draft]);

  const change = (members: Partial<Draft>) => setDraft((previous) => ({ ...previous, ...members }));
  /** The debate has started: nothing is left to save. */
  const finish = () => {
    isDone.current = true;
    clearDraft(sessionStorage);
  };
  return { draft, setDraft, change, clear: () => setDraft(emptyDraft), finish, problem };
}
