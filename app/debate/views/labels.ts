import type { Formats } from '../../shared/formats.ts';
import {
  assertNever,
  type FailureReason,
  type Matrix,
  type Phase,
  type Seat,
  type SeatRole,
  type StopReason,
} from '../core/events.ts';

/** Display strings, shared by the page, the terminal and the exports. */

const roleLabels: Readonly<Record<SeatRole, string>> = {
  advocate: 'Advocate',
  sceptic: 'Sceptic',
  'evidence-checker': 'Evidence checker',
  proponent: 'Proponent',
  opponent: 'Opponent',
  judge: 'Judge',
  member: 'Member',
};

/** Returns a function from a seat id to its name, or to the id itself for an unknown seat. */
export const createNameLookup =
  (seats: readonly Pick<Seat, 'id' | 'name'>[]) =>
  (agent: string): string =>
    seats.find(({ id }) => id === agent)?.name ?? agent;

export const roleLabel = (role: SeatRole): string => roleLabels[role];

/** `Ada (Advocate)`. */
export const seatLabel = ({ name, role }: Pick<Seat, 'name' | 'role'>): string =>
  role === 'judge' ? name : `${name} (${roleLabel(role)})`;

/** Names for sentences; with roles for labels. */
export interface SeatNames {
  readonly nameOf: (agent: string) => string;
  readonly labelOf: (agent: string) => string;
}

export function createSeatNames(seats: readonly Seat[]): SeatNames {
  const labels = new Map(seats.map((seat) => [seat.id, seatLabel(seat)]));
  return { nameOf: createNameLookup(seats), labelOf: (agent) => labels.get(agent) ?? agent };
}

/** The roles that a seat of the panel can have. */
export const panelRoles: readonly SeatRole[] = [
  'advocate',
  'sceptic',
  'evidence-checker',
  'proponent',
  'opponent',
  'member',
];

/** `Critique 1`. */
export function phaseLabel(phase: Phase, round: number): string {
  switch (phase) {
    case 'propose':
      return 'Blind answers';
    case 'critique':
      return `Critique ${round}`;
    case 'revise':
      return `Revise ${round}`;
    case 'decide':
      return 'Decision';
    default:
      return assertNever(phase);
  }
}

const stopReasonLabels: Readonly<Record<StopReason | 'cancelled', string>> = {
  agreed: 'The panel agreed',
  stable: 'No agent changed its position in the last round',
  rounds: 'All planned rounds were held',
  budget: 'The budget is used up',
  deadline: 'The time limit was reached',
  concluded: 'A person asked for the decision',
  'quorum-lost': 'Too few agents remained',
  takeovers: 'Too many workers in a row were lost',
  compared: 'A judge compares the first answers',
  cancelled: 'A person cancelled the debate',
};

export const stopReasonLabel = (reason: StopReason | 'cancelled'): string => stopReasonLabels[reason];

const failureReasonLabels: Readonly<Record<FailureReason, string>> = {
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

/** Completes a sentence whose subject is an agent. */
export const describeFailureReason = (reason: FailureReason): string => failureReasonLabels[reason];

/** Shown with every agreement score. */
export const agreementNote = 'agreement, not correctness';

/** The judge's lists, in the order in which they are shown. */
export const matrixLabels: readonly {
  readonly member: keyof Matrix;
  readonly title: string;
  readonly description: string;
}[] = [
  { member: 'consensus', title: 'Consensus', description: 'what all agents hold' },
  { member: 'contradictions', title: 'Contradictions', description: 'where they cannot all be right' },
  { member: 'partialCoverage', title: 'Partial coverage', description: 'what only some of them considered' },
  { member: 'uniqueInsights', title: 'Unique insights', description: 'what only one of them saw' },
  { member: 'blindSpots', title: 'Blind spots', description: 'what none of them considered' },
];

/** Headings of a decision record. */
export const recordTitles = {
  answer: 'Answer',
  findings: 'Findings',
  tied: 'Tied',
  noDecision: 'No decision',
  cancelled: 'Cancelled: no decision',
  minority: 'Minority report',
  baseline: 'Without the debate',
  changes: 'Changes of position',
  comparison: 'How the positions compare',
  votes: 'Final votes',
  evidence: 'Evidence cited',
  notes: 'Notes from people',
  incidents: 'Incidents',
  cost: 'Cost',
  identity: 'About this record',
} as const;

/** Formats an amount in USD, tokens without a known price, or both. */
export function formatSpending(
  { usd, unpricedTokens }: { usd: number; unpricedTokens: number },
  formats: Formats,
): string {
  if (unpricedTokens === 0) return formats.usd(usd);
  const unpriced = `${formats.count(unpricedTokens)} tokens unpriced`;
  return usd > 0 ? `${formats.usd(usd)} + ${unpriced}` : unpriced;
}

/** `0:07`, `12:30`, `1:02:09`. */
export function formatDuration(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** `Ed25519 by key 0f3a…, 9Xk2…`. The full signature is in the JSON export. */
export const formatSignature = ({
  algorithm,
  keyId,
  value,
}: Readonly<Record<'algorithm' | 'keyId' | 'value', string>>): string =>
  `${algorithm} by key ${keyId}, ${value.slice(0, 16)}…`;

/** Verifies the JSON export offline. `file` is quoted for a shell when needed. */
export function verifyCommandLine(keyId: string, file = 'RECORD.json', events?: string): string {
  const log = events === undefined ? '' : ` --events ${quoteForShell(events)}`;
  return `npx rostrum verify ${quoteForShell(file)}${log} --key ${keyId}`;
}

const quoteForShell = (text: string): string =>
  /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Read before the command: the key id in a file is no proof of who signed it. */
export const verifyInstruction =
  'First compare the key id with that of the server: GET /api/v1/signing-keys, or any record on its web page.';

/** `2 quotes`. */
export const pluralize = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;
