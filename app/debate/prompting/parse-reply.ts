import { hasChanged } from '../consensus/claims.ts';
import { assertNever, type Citation, type Position, type Stance, type TurnOutcome } from '../core/events.ts';
import { parseOptionChoice } from './parse-choice.ts';
import { parseJudgement } from './parse-judgement.ts';
import { extractProse } from './prose.ts';
import { isQuoteFound } from './quote-match.ts';
import {
  type Members,
  optionalText,
  ReplyProblem,
  requireBoolean,
  requireList,
  requireNumber,
  requireObject,
  requireText,
} from './reply-members.ts';
import { normalizeLabel, type TurnContext, type UncheckedCitation } from './turn-context.ts';

/**
 * A reply is prose for people followed by one fenced JSON block for the engine. `problem` describes why the block is
 * invalid; it is sent back to the agent once. Missing members are never guessed.
 */
export type ReplyParseResult =
  | { readonly ok: true; readonly outcome: TurnOutcome }
  | { readonly ok: false; readonly problem: string };

const blockFence = '```json';

/** Parses the block of a reply to the turn of this context. */
export function parseReply(text: string, context: TurnContext): ReplyParseResult {
  try {
    return { ok: true, outcome: parseOutcome(findBlock(text), extractProse(text), context) };
  } catch (error) {
    if (error instanceof ReplyProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

/**
 * Finds the first ```json fence from which the text up to the last fence is valid JSON. An agent may show JSON in its
 * prose or quote fences in its answer, and a repaired block follows the one that could not be parsed.
 */
function findBlock(text: string): Members {
  const end = text.lastIndexOf('```');
  let start = text.indexOf(blockFence);
  if (start < 0) throw new ReplyProblem('the reply does not end in a ```json block');
  for (; start >= 0; start = text.indexOf(blockFence, start + 1)) {
    const from = start + blockFence.length;
    // A reply may lack its closing fence.
    const value = tryParseJson(text.slice(from, end > start ? end : undefined));
    if (value !== undefined) return requireObject(value, 'the block');
  }
  throw new ReplyProblem('the ```json block is not valid JSON');
}

function tryParseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function parseOutcome(data: Members, prose: string, context: TurnContext): TurnOutcome {
  switch (context.phase) {
    case 'propose':
      return { phase: 'propose', position: parsePosition(data, context, null) };
    case 'critique':
      return { phase: 'critique', stances: parseStances(data, context) };
    case 'revise':
      return {
        phase: 'revise',
        position: parsePosition(data, context, context.own.position),
        stances: parseStances(data, context),
      };
    case 'decide': {
      const judgement = parseJudgement(data, prose, context);
      return { phase: 'decide', ...judgement, citations: parseCitations(data, context) };
    }
    default:
      return assertNever(context);
  }
}

function parsePosition(data: Members, context: TurnContext, previous: Position | null): Position {
  const confidence = requireNumber(data, 'confidence');
  if (confidence < 0 || confidence > 1) throw new ReplyProblem('"confidence" must be from 0 to 1');
  const reason = optionalText(data, 'reason');
  const stated = {
    claim: toSingleLine(requireText(data, 'claim')),
    ...(reason !== null && { reason: toSingleLine(reason) }),
    ...(context.options && { choice: parseOptionChoice(data, context.options) }),
    confidence,
    citations: parseCitations(data, context),
  };
  if (!previous) return { ...stated, changed: false };
  // In a closed question the choice alone decides whether the position changed.
  const saysChanged = context.options ? false : requireBoolean(data, 'changed');
  const peers = 'peers' in context ? context.peers.flatMap(({ positions }) => positions) : [];
  const changed = hasChanged(previous, { ...stated, changed: saysChanged }, peers);
  if (!changed) return { ...stated, changed };
  const isReasonRequired = context.options !== null || saysChanged;
  const because = isReasonRequired
    ? requireText(data, 'changedBecause')
    : optionalText(data, 'changedBecause');
  return { ...stated, changed, ...(because !== null && { changedBecause: toSingleLine(because) }) };
}

/** A text of several lines could imitate the lines that the engine writes about it. */
const toSingleLine = (text: string): string => text.replace(/\s+/g, ' ');

/** One stance per peer, with its label resolved to the seat. Stances on unknown labels are ignored. */
function parseStances(
  data: Members,
  context: Extract<TurnContext, { phase: 'critique' | 'revise' }>,
): readonly Stance[] {
  const entries = requireList(data, 'stances').map((item) => requireObject(item, 'each of "stances"'));
  return context.peers.map(({ label, agent }) => {
    const stance = entries.find((item) => normalizeLabel(requireText(item, 'peer')) === label);
    if (!stance) throw new ReplyProblem(`"stances" lacks peer ${label}`);
    return { agent, ...parseAgreement(stance), point: toSingleLine(requireText(stance, 'point')) };
  });
}

/** "partly" is agreement with the point as its exception. */
function parseAgreement(stance: Members): Pick<Stance, 'agrees' | 'except'> {
  if (stance.agrees === 'partly') return { agrees: true, except: toSingleLine(requireText(stance, 'point')) };
  const agrees = requireBoolean(stance, 'agrees');
  const except = agrees ? optionalText(stance, 'except') : null;
  return { agrees, ...(except !== null && { except: toSingleLine(except) }) };
}

function parseCitations(data: Members, context: TurnContext): readonly Citation[] {
  if (data.citations === undefined) return [];
  return requireList(data, 'citations').map((item) => {
    const citation = requireObject(item, 'each of "citations"');
    const quoted: UncheckedCitation = {
      evidence: requireText(citation, 'evidence').toUpperCase(),
      quote: requireText(citation, 'quote'),
    };
    return { ...quoted, found: isQuoteFound(quoted, context.documents) };
  });
}
