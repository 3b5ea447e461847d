import type { StoredEvent } from '../core/events.ts';
import type { EndedDebate } from '../core/state.ts';
import { describeFailureReason } from '../views/labels.ts';
import { listCitedDocuments } from './cited-documents.ts';

/** Describes failed attempts, takeovers and quotes that were not found. */
export function listIncidents(state: EndedDebate, log: readonly StoredEvent[]): readonly string[] {
  const failures = log.flatMap((event) => {
    if (event.type !== 'turn.failed') return [];
    const { turn, attempt, reason, message, final } = event.data;
    const consequence = final ? ' and was left out' : '';
    return [`${turn} ${describeFailureReason(reason)} in attempt ${attempt}${consequence}: ${message}`];
  });
  const superseded = log.filter((event) => event.type === 'turn.superseded').length;
  const takeovers = superseded > 0 ? [`${superseded} unfinished turns were run again after a takeover`] : [];
  const unverifiedQuotes = state.settings.evidence.length > 0 ? listUnverifiedQuotes(state) : [];
  return [...failures, ...takeovers, ...unverifiedQuotes];
}

function listUnverifiedQuotes(state: EndedDebate): readonly string[] {
  const citations = listCitedDocuments(state).flatMap((document) => document.citations);
  const missing = citations.filter((citation) => !citation.found).length;
  return missing > 0
    ? [`${missing} of ${citations.length} quotes are not in the documents that they name`]
    : [];
}
