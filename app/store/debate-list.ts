import type { PresetName } from '../debate/core/events.ts';

export type DebateStatus = 'running' | 'paused' | 'decided' | 'failed' | 'cancelled';

/** The summary that lists show. Derived from the events; every append stores it in the debate's row. */
export interface DebateSummary {
  readonly status: DebateStatus;
  /** `propose` … `decide`, or `ended`. */
  readonly phase: string;
  readonly round: number;
  /** 0 to 1, or null before it is measured. */
  readonly agreement: number | null;
  /** The decision, or null. */
  readonly answer: string | null;
  readonly costUsd: number;
}

export interface DebateRow extends DebateSummary {
  readonly id: string;
  readonly question: string;
  /** Given by a person; null: the question names it. */
  readonly title: string | null;
  readonly preset: PresetName;
  readonly models: readonly string[];
  readonly seq: number;
  /** ISO times. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ListQuery {
  readonly tenant: string;
  readonly limit: number;
  /** From the last page's `next`. */
  readonly cursor?: string;
  /** Full-text search in question, answer and evidence names. */
  readonly search?: string;
  readonly status?: DebateStatus;
}

export interface ListPage {
  readonly debates: readonly DebateRow[];
  readonly next: string | null;
}

export interface EndedDebatesQuery {
  readonly tenant: string;
  /** Days (UTC) of the creation, both included. */
  readonly from: string;
  readonly to: string;
  readonly limit: number;
}

export interface DebateListStore {
  /** null: the cursor is invalid. */
  list(query: ListQuery): Promise<ListPage | null>;
  /** Ids of debates that have ended, newest first. */
  endedDebates(query: EndedDebatesQuery): Promise<readonly string[]>;
}
