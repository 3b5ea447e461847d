import {
  assertNever,
  type Citation,
  type Matrix,
  type Position,
  type Stance,
  type TurnOutcome,
} from '../core/events.ts';
import { isQuoteFound } from './quote-match.ts';
import type { TurnContext, UncheckedCitation } from './turn-context.ts';

/**
 * A reply is prose for people and then one fenced block of JSON for the engine. What the engine cannot read is a
 * problem in words, which goes back to the agent once; nothing is guessed and nothing is made up.
 */
export type ReplyParseResult =
  | { readonly ok: true; readonly outcome: TurnOutcome }
  | { readonly ok: false; readonly problem: string };

const blockFence = '```json';

/** Longest members that are kept, in characters; a reply beyond them is malformed. */
const textCharsMax = 20_000;
const itemsMax = 40;

/** What people read of a reply, finished or still being written: all before the block. */
export function extractProse(text: string): string {
  const start = text.indexOf(blockFence);
  if (start >= 0) return text.slice(0, start).trimEnd();
  // While the fence itself is arriving, its first backticks are not prose.
  return text.replace(/`{1,3}(?:j(?:s(?:o(?:n)?)?)?)?$/, '').trimEnd();
}

/** The outcome that a reply states for the turn of the brief. */
export function parseReply(text: string, context: TurnContext): ReplyParseResult {
  try {
    return { ok: true, outcome: parseOutcome(findBlock(text), context) };
  } catch (error) {
    if (error instanceof ReplyProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

class ReplyProblem extends Error {}

/**
 * The first fence from which all up to the last fence is JSON: an agent may show JSON in its prose or quote fences in
 * its answer, and a mended block follows the one that could not be read.
 */
function findBlock(text: string): Members {
  const end = text.lastIndexOf('```');
  let start = text.indexOf(blockFence);
  if (start < 0) throw new ReplyProblem('the reply does not end in a ```json block');
  for (; start >= 0; start = text.indexOf(blockFence, start + 1)) {
    const from = start + blockFence.length;
    // A reply that stops right after its JSON lacks only the closing fence.
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

function parseOutcome(data: Members, context: TurnContext): TurnOutcome {
  switch (context.phase) {
    case 'propose':
      return { phase: 'propose', position: parsePosition(data, context, null) };
    case 'critique':
      return { phase: 'critique', stances: parseStances(data, context) };
    case 'revise':
      return {
        phase: 'revise',
        position: parsePosition(data, context, context.own),
        stances: parseStances(data, context),
      };
    case 'decide':
      return {
        phase: 'decide',
        matrix: parseMatrix(data),
        answer: requireText(data, 'answer'),
        citations: parseCitations(data, context),
      };
    default:
      return assertNever(context);
  }
}

function parsePosition(data: Members, context: TurnContext, previous: Position | null): Position {
  const claim = requireText(data, 'claim');
  const confidence = requireNumber(data, 'confidence');
  if (confidence < 0 || confidence > 1) throw new ReplyProblem('"confidence" must be from 0 to 1');
  const choice = context.options ? { choice: parseChoice(data, context.options) } : {};
  const citations = parseCitations(data, context);
  if (!previous) return { claim, ...choice, confidence, citations, changed: false };
  // For a closed question the choice itself says whether the position changed, whatever the agent says of it.
  const changed = context.options ? choice.choice !== previous.choice : requireBoolean(data, 'changed');
  if (!changed) return { claim, ...choice, confidence, citations, changed };
  return {
    claim,
    ...choice,
    confidence,
    citations,
    changed,
    changedBecause: requireText(data, 'changedBecause'),
  };
}

function parseChoice(data: Members, options: readonly string[]): string {
  const choice = requireText(data, 'choice');
  const normalize = (option: string) => option.trim().toLowerCase();
  const found = options.find((option) => normalize(option) === normalize(choice));
  if (found === undefined) throw new ReplyProblem(`"choice" must be one of: ${options.join(' | ')}`);
  return found;
}

/** One stance for every peer, resolved from the label to the seat. Stances on labels that do not exist are refused. */
function parseStances(
  data: Members,
  context: Extract<TurnContext, { phase: 'critique' | 'revise' }>,
): readonly Stance[] {
  const entries = requireList(data, 'stances').map((item) => requireObject(item, 'each of "stances"'));
  return context.peers.map(({ label, agent }) => {
    const stance = entries.find(
      (item) =>
        requireText(item, 'peer')
          .replace(/^peer\s+/i, '')
          .toUpperCase() === label,
    );
    if (!stance) throw new ReplyProblem(`"stances" lacks peer ${label}`);
    return { agent, agrees: requireBoolean(stance, 'agrees'), point: requireText(stance, 'point') };
  });
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

const parseMatrix = (data: Members): Matrix => ({
  consensus: requireTexts(data, 'consensus'),
  contradictions: requireTexts(data, 'contradictions'),
  partialCoverage: requireTexts(data, 'partialCoverage'),
  uniqueInsights: requireTexts(data, 'uniqueInsights'),
  blindSpots: requireTexts(data, 'blindSpots'),
});

type Members = Readonly<Record<string, unknown>>;

function requireObject(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ReplyProblem(`${what} is not an object`);
  return value as Members;
}

function requireText(data: Members, name: string): string {
  const value = data[name];
  if (typeof value !== 'string' || value.trim() === '')
    throw new ReplyProblem(`"${name}" must be text that is not empty`);
  if (value.length > textCharsMax)
    throw new ReplyProblem(`"${name}" is longer than ${textCharsMax} characters`);
  return value.trim();
}

function requireNumber(data: Members, name: string): number {
  const value = data[name];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ReplyProblem(`"${name}" must be a number`);
  return value;
}

function requireBoolean(data: Members, name: string): boolean {
  const value = data[name];
  if (typeof value !== 'boolean') throw new ReplyProblem(`"${name}" must be true or false`);
  return value;
}

function requireList(data: Members, name: string): readonly unknown[] {
  const value = data[name];
  if (!Array.isArray(value)) throw new ReplyProblem(`"${name}" must be a list`);
  if (value.length > itemsMax) throw new ReplyProblem(`"${name}" has more than ${itemsMax} items`);
  return value;
}

const requireTexts = (data: Members, name: string): readonly string[] =>
  requireList(data, name).map((item) => requireText({ item }, 'item'));
