import { type Draft, emptyDraft } from './draft.ts';

/** In the session storage of the tab: a draft survives navigation and a reload, and tabs do not share one. */
const storageKey = 'rostrum.draft';

type DraftStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The draft of this tab, else an empty one. */
export function loadDraft(storage: DraftStore): Draft {
  try {
    const saved: Partial<Draft> | null = JSON.parse(storage.getItem(storageKey) ?? 'null');
    // A draft of an earlier version of the page may lack members.
    return { ...emptyDraft, ...saved };
  } catch {
    return emptyDraft;
  }
}

/** Without its documents when they are larger than the storage of a tab. */
export function saveDraft(storage: DraftStore, draft: Draft): void {
  try {
    storage.setItem(storageKey, JSON.stringify(draft));
  } catch {
    storage.setItem(storageKey, JSON.stringify({ ...draft, evidence: [] }));
  }
}

export const clearDraft = (storage: DraftStore): void => storage.removeItem(storageKey);
