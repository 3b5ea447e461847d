import { uniqueCitations } from '../consensus/agreement.ts';
import { hasChanged } from '../consensus/claims.ts';
import { assertNever, type Citation, type Position, type Stance, type TurnOutcome } from '../core/events.ts';
import { parseEstimate } from '../questions/parse-estimate.ts';
import { parseFindings } from '../questions/parse-findings.ts';
import { findBlock } from './find-block.ts';
import { listRepairs } from './list-repairs.ts';
import { parseOptionChoice } from './parse-choice.ts';
import { parseJudgement } from './parse-judgement.ts';
import { parsePoints } from './parse-points.ts';
import { extractProse } from './prose.ts';
import { checkQuote } from './quote-match.ts';
import {
  type Members,
  optionalText,
  ReplyProblem,
  requireBoolean,
  requireList,
  requireObject,
  requireShare,
  requireText,
  toSingleLine,
} from './reply-members.ts';
import { normalizeLabel, type TurnContext, type UncheckedCitation } from './turn-context.ts';

/**
 * A reply is prose for people followed by one fenced JSON block for the engine. `problem` describes why the block is
 * invalid; it is sent back to the agent once. Missing members are never guessed.
 */
export type ReplyParseResult =
  | {
      readonly ok: true;
      readonly outcome: TurnOutcome;
      /** What the block has in another form than requested, such as `trailing comma`. */
      readonly repairs: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

/** Parses the block of a reply to the turn of this context. */
export function parseReply(text: string, context: TurnContext): ReplyParseResult {
  try {
    const block = findBlock(text, blockNames[context.phase]);
    const outcome = parseOutcome(block.members, extractProse(text), context);
    return { ok: true, outcome, repairs: listRepairs(block, outcome) };
  } catch (error) {
    if (error instanceof ReplyProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

/** Names by which the block of a phase is known. */
const blockNames: Readonly<Record<TurnContext['phase'], readonly string[]>> = {
  propose: ['claim'],
  critique: ['stances'],
  revise: ['claim'],
  decide: ['consensus', 'contradictions', 'partialCoverage', 'uniqueInsights', 'blindSpots'],
};

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
  const confidence = requireShare(data, 'confidence');
  const reason = optionalText(data, 'reason');
  const findings = context.checklist && parseFindings(data, context.checklist, context.documents);
  const findingCitations = findings?.flatMap(({ citation }) => citation ?? []) ?? [];
  const stated = {
    claim: toSingleLine(requireText(data, 'claim')),
    ...(reason !== null && { reason: toSingleLine(reason) }),
    ...(context.options && { choice: parseOptionChoice(data, context.options) }),
    ...(findings && { findings }),
    ...(context.number && { estimate: parseEstimate(data, context.number) }),
    confidence,
    citations: uniqueCitations([...parseCitations(data, context), ...findingCitations]),
  };
  if (!previous) return { ...stated, changed: false };
  // A choice or a number alone decides whether the position changed.
  const isCounted = context.options !== null || context.number !== undefined;
  const saysChanged = isCounted ? false : parseChanged(data);
  const peers = 'peers' in context ? context.peers.flatMap(({ positions }) => positions) : [];
  const changed = hasChanged(previous, { ...stated, changed: saysChanged }, peers);
  if (!changed) return { ...stated, changed };
  const isReasonRequired = isCounted || saysChanged;
  const because = isReasonRequired
    ? requireText(data, 'changedBecause')
    : optionalText(data, 'changedBecause');
  return { ...stated, changed, ...(because !== null && { changedBecause: toSingleLine(because) }) };
}

/** Without the member, a reason for a change says that there was one. */
const parseChanged = (data: Members): boolean =>
  data.changed === undefined || data.changed === null
    ? optionalText(data, 'changedBecause') !== null
    : requireBoolean(data, 'changed');

/** One stance per peer, with its label resolved to the seat. Stances on unknown labels are ignored. */
function parseStances(
  data: Members,
  context: Extract<TurnContext, { phase: 'critique' | 'revise' }>,
): readonly Stance[] {
  const entries = listStances(data).map((item) => requireObject(item, 'each of "stances"'));
  return context.peers.map(({ label, agent }) => {
    const stance = entries.find((item) => normalizeLabel(requireText(item, 'peer')) === label);
    if (!stance) throw new ReplyProblem(`"stances" lacks peer ${label}`);
    return {
      agent,
      ...parseAgreement(stance),
      point: toSingleLine(requireText(stance, 'point')),
      ...(context.phase === 'critique' && context.ranks && { points: parsePoints(stance) }),
    };
  });
}

/** A list, or an object by label. */
function listStances(data: Members): readonly unknown[] {
  const { stances } = data;
  if (typeof stances !== 'object' || stances === null || Array.isArray(stances))
    return requireList(data, 'stances');
  return Object.entries(stances).map(([peer, stance]) => ({
    peer,
    ...requireObject(stance, 'each of "stances"'),
  }));
}

/** "partly" is agreement with the point as its exception. */
function parseAgreement(stance: Members): Pick<Stance, 'agrees' | 'except'> {
  if (stance.agrees === 'partly') return { agrees: true, except: toSingleLine(requireText(stance, 'point')) };
  const agrees = requireBoolean(stance, 'agrees');
  const except = agrees ? optionalText(stance, 'except') : null;
  return { agrees, ...(except !== null && { except: toSingleLine(except) }) };
}

function parseCitations(data: Members, context: TurnContext): readonly Citation[] {
  if (data.citations === undefined || data.citations === null) return [];
  return requireList(data, 'citations').map((item) => {
    const citation = requireObject(item, 'each of "citations"');
    const quoted: UncheckedCitation = {
      evidence: requireText(citation, 'evidence').toUpperCase(),
      quote: requireText(citation, 'quote'),
    };
    return { ...quoted, ...checkQuote(quoted, context.documents) };
  });
}
