import type { Brief, Quoted } from './brief.ts';
import { quoteIsFound } from './citations.ts';
import {
  assertNever,
  type Citation,
  type Matrix,
  type Outcome,
  type Position,
  type Stance,
} from './events.ts';

/**
 * A reply is prose for people and then one fenced block of JSON for the engine. What the engine cannot read is a
 * problem in words, which goes back to the agent once; nothing is guessed and nothing is made up.
 */
export type Reading =
  | { readonly ok: true; readonly outcome: Outcome }
  | { readonly ok: false; readonly problem: string };

const fence = '```json';

/** Longest members that are kept, in characters; a reply beyond them is malformed. */
const textCharsMax = 20_000;
const itemsMax = 40;

/** What people read of a reply, finished or still being written: all before the block. */
export function prose(text: string): string {
  const start = text.indexOf(fence);
  if (start >= 0) return text.slice(0, start).trimEnd();
  // While the fence itself is arriving, its first backticks are not prose.
  return text.replace(/`{1,3}(?:j(?:s(?:o(?:n)?)?)?)?$/, '').trimEnd();
}

/** The outcome that a reply states for the turn of the brief. */
export function readSpeech(text: string, brief: Brief): Reading {
  try {
    return { ok: true, outcome: readOutcome(block(text), brief) };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.message };
    throw error;
  }
}

class Problem extends Error {}

/**
 * The first fence from which all up to the last fence is JSON: an agent may show JSON in its prose or quote fences in
 * its answer, and a mended block follows the one that could not be read.
 */
function block(text: string): Members {
  const end = text.lastIndexOf('```');
  let start = text.indexOf(fence);
  if (start < 0) throw new Problem('the reply does not end in a ```json block');
  for (; start >= 0; start = text.indexOf(fence, start + 1)) {
    const from = start + fence.length;
    // A reply that stops right after its JSON lacks only the closing fence.
    const value = parsed(text.slice(from, end > start ? end : undefined));
    if (value !== undefined) return members(value, 'the block');
  }
  throw new Problem('the ```json block is not valid JSON');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function readOutcome(data: Members, brief: Brief): Outcome {
  switch (brief.phase) {
    case 'propose':
      return { phase: 'propose', position: readPosition(data, brief, null) };
    case 'critique':
      return { phase: 'critique', stances: readStances(data, brief) };
    case 'revise':
      return {
        phase: 'revise',
        position: readPosition(data, brief, brief.own),
        stances: readStances(data, brief),
      };
    case 'decide':
      return {
        phase: 'decide',
        matrix: readMatrix(data),
        answer: text(data, 'answer'),
        citations: readCitations(data, brief),
      };
    default:
      return assertNever(brief);
  }
}

function readPosition(data: Members, brief: Brief, before: Position | null): Position {
  const claim = text(data, 'claim');
  const confidence = number(data, 'confidence');
  if (confidence < 0 || confidence > 1) throw new Problem('"confidence" must be from 0 to 1');
  const choice = brief.options ? { choice: readChoice(data, brief.options) } : {};
  const citations = readCitations(data, brief);
  if (!before) return { claim, ...choice, confidence, citations, changed: false };
  // For a closed question the choice itself says whether the position changed, whatever the agent says of it.
  const changed = brief.options ? choice.choice !== before.choice : boolean(data, 'changed');
  if (!changed) return { claim, ...choice, confidence, citations, changed };
  return { claim, ...choice, confidence, citations, changed, changedBecause: text(data, 'changedBecause') };
}

function readChoice(data: Members, options: readonly string[]): string {
  const said = text(data, 'choice');
  const plain = (option: string) => option.trim().toLowerCase();
  const found = options.find((option) => plain(option) === plain(said));
  if (found === undefined) throw new Problem(`"choice" must be one of: ${options.join(' | ')}`);
  return found;
}

/** One stance for every peer, resolved from the label to the seat. Stances on labels that do not exist are refused. */
function readStances(
  data: Members,
  brief: Extract<Brief, { phase: 'critique' | 'revise' }>,
): readonly Stance[] {
  const said = list(data, 'stances').map((item) => members(item, 'each of "stances"'));
  return brief.peers.map(({ label, agent }) => {
    const stance = said.find(
      (item) =>
        text(item, 'peer')
          .replace(/^peer\s+/i, '')
          .toUpperCase() === label,
    );
    if (!stance) throw new Problem(`"stances" lacks peer ${label}`);
    return { agent, agrees: boolean(stance, 'agrees'), point: text(stance, 'point') };
  });
}

function readCitations(data: Members, brief: Brief): readonly Citation[] {
  if (data.citations === undefined) return [];
  return list(data, 'citations').map((item) => {
    const citation = members(item, 'each of "citations"');
    const quoted: Quoted = {
      evidence: text(citation, 'evidence').toUpperCase(),
      quote: text(citation, 'quote'),
    };
    return { ...quoted, found: quoteIsFound(quoted, brief.documents) };
  });
}

const readMatrix = (data: Members): Matrix => ({
  consensus: texts(data, 'consensus'),
  contradictions: texts(data, 'contradictions'),
  partialCoverage: texts(data, 'partialCoverage'),
  uniqueInsights: texts(data, 'uniqueInsights'),
  blindSpots: texts(data, 'blindSpots'),
});

type Members = Readonly<Record<string, unknown>>;

function members(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem(`${what} is not an object`);
  return value as Members;
}

function text(data: Members, name: string): string {
  const value = data[name];
  if (typeof value !== 'string' || value.trim() === '')
    throw new Problem(`"${name}" must be text that is not empty`);
  if (value.length > textCharsMax) throw new Problem(`"${name}" is longer than ${textCharsMax} characters`);
  return value.trim();
}

function number(data: Members, name: string): number {
  const value = data[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Problem(`"${name}" must be a number`);
  return value;
}

function boolean(data: Members, name: string): boolean {
  const value = data[name];
  if (typeof value !== 'boolean') throw new Problem(`"${name}" must be true or false`);
  return value;
}

function list(data: Members, name: string): readonly unknown[] {
  const value = data[name];
  if (!Array.isArray(value)) throw new Problem(`"${name}" must be a list`);
  if (value.length > itemsMax) throw new Problem(`"${name}" has more than ${itemsMax} items`);
  return value;
}

const texts = (data: Members, name: string): readonly string[] =>
  list(data, name).map((item) => text({ item }, 'item'));
