import type { FailureReason, StoredEvent } from '../core/events.ts';
import type { EndedDebate } from '../core/state.ts';
import { listCitedDocuments } from './cited-documents.ts';

const failureDescriptions: Readonly<Record<FailureReason, string>> = {
  malformed: 'gave a reply that could not be read',
  'cut-off': 'was cut off',
  'too-long': 'ran out of output tokens',
  'first-token-timeout': 'gave no first word in time',
  'idle-timeout': 'fell silent in the middle',
  'total-timeout': 'did not finish in time',
  'rate-limited': 'was rate-limited',
  overloaded: 'was overloaded',
  unreachable: 'could not be reached',
  refused: 'refused to answer',
  unauthorized: 'was not authorized',
  'unknown-model': 'is not a known model',
  'provider-error': 'failed at its provider',
  interrupted: 'was interrupted',
  internal: 'failed inside Rostrum',
};

/** A failure reason as the rest of a sentence that begins with an agent. */
export const describeFailureReason = (reason: FailureReason): string => failureDescriptions[reason];

/** What went wrong on the way, in words. */
export function listIncidents(state: EndedDebate, log: readonly StoredEvent[]): readonly string[] {
  const failures = log.flatMap((event) => {
    if (event.type !== 'turn.failed') return [];
    const { turn, attempt, reason, final } = event.data;
    return [
      `${turn} ${describeFailureReason(reason)} in attempt ${attempt}${final ? ' and was left out' : ''}`,
    ];
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
