import { createContext } from 'preact';
import type { EvidenceRef } from '../../debate/core/events.ts';

/** A document to show, with the quote to mark in it. */
export interface EvidenceLookup {
  readonly id: string;
  readonly quote?: string;
}

/** The documents of the debate, and a function that opens one. */
export const EvidenceContext = createContext<{
  readonly documents: readonly EvidenceRef[];
  readonly open: (lookup: EvidenceLookup) => void;
}>({ documents: [], open: () => {} });
