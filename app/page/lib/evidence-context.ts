import { createContext } from 'preact';
import type { EvidenceRef } from '../../debate/core/events.ts';

/** A document to show, and what to look for in it. */
export interface EvidenceLookup {
  readonly id: string;
  readonly quote?: string;
}

/** The documents of the debate, and how any part of the page opens one. */
export const EvidenceContext = createContext<{
  readonly documents: readonly EvidenceRef[];
  readonly open: (lookup: EvidenceLookup) => void;
}>({ documents: [], open: () => {} });
