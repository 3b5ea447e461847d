import { createContext } from 'preact';
import type { EvidenceRef } from '../debate/events.ts';

/** A document to show, and what to look for in it. */
export interface Lookup {
  readonly id: string;
  readonly quote?: string;
}

/** The documents of the debate, and how any part of the page opens one. */
export const EvidenceDesk = createContext<{
  readonly documents: readonly EvidenceRef[];
  readonly open: (lookup: Lookup) => void;
}>({ documents: [], open: () => {} });
