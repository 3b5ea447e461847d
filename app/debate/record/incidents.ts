import type { StoredEvent } from '../core/events.ts';
import type { EndedDebate } from '../core/state.ts';
import { findInstructions } from '../prompting/find-instructions.ts';
import { describeFailureReason, pluralize } from '../views/labels.ts';
import { listCitedDocuments } from './cited-documents.ts';

/** Describes failed attempts, takeovers, quotes that were not found and texts that look like instructions. */
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
  return [...failures, ...takeovers, ...unverifiedQuotes, ...describeDocuments(state), ...describeTurns(log)];
}

function describeDocuments({ settings }: EndedDebate): readonly string[] {
  return settings.evidence.flatMap(({ id, flags = [], invisibleCharacters = 0 }) => [
    ...(flags.length > 0 ? [`${id} contains ${describeInstructions(flags)}`] : []),
    ...(invisibleCharacters > 0
      ? [
          `${pluralize(invisibleCharacters, 'invisible character')} ` +
            `${invisibleCharacters === 1 ? 'was' : 'were'} removed from ${id}`,
        ]
      : []),
  ]);
}

/** One sentence for each agent, because an agent that quotes such a text usually quotes it again. */
function describeTurns(log: readonly StoredEvent[]): readonly string[] {
  const flagged = log.flatMap((event) => {
    if (event.type !== 'turn.completed') return [];
    const { turn, text } = event.data;
    const excerpts = findInstructions(text);
    return excerpts.length > 0 ? [{ turn, agent: turn.split('.').at(-1), excerpts }] : [];
  });
  return [...Map.groupBy(flagged, ({ agent }) => agent).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const more = others.length > 0 ? `, as in ${pluralize(others.length, 'later turn')} of this agent` : '';
    return [`${first.turn} contains ${describeInstructions(first.excerpts)}${more}`];
  });
}

const describeInstructions = (excerpts: readonly string[]): string =>
  `text that looks like an instruction: ${excerpts.map((excerpt) => `“${excerpt}”`).join(', ')}`;

function listUnverifiedQuotes(state: EndedDebate): readonly string[] {
  const citations = listCitedDocuments(state).flatMap((document) => document.citations);
  const missing = citations.filter((citation) => !citation.found).length;
  return missing > 0
    ? [`${missing} of ${citations.length} quotes are not in the documents that they name`]
    : [];
}
