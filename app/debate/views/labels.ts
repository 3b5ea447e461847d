import { assertNever, type Phase, type Seat, type SeatRole, type StopReason } from '../core/events.ts';
import type { Signature } from '../record/signature.ts';

/** What people are told things are called, and how numbers are written: on the page, in the terminal, in exports. */

const roleLabels: Readonly<Record<SeatRole, string>> = {
  advocate: 'Advocate',
  sceptic: 'Sceptic',
  'evidence-checker': 'Evidence checker',
  proponent: 'Proponent',
  opponent: 'Opponent',
  judge: 'Judge',
  member: 'Member',
};

/** The name of a seat by its id, or the id of one that is not there. */
export const createNameLookup =
  (seats: readonly Pick<Seat, 'id' | 'name'>[]) =>
  (agent: string): string =>
    seats.find(({ id }) => id === agent)?.name ?? agent;

export const roleLabel = (role: SeatRole): string => roleLabels[role];

/** Roles a seat of the panel may have. */
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
  stable: 'Nobody changed their position any more',
  rounds: 'All planned rounds were held',
  budget: 'The budget was reached',
  deadline: 'The time was up',
  concluded: 'A person asked for the decision',
  'quorum-lost': 'Too few agents were left',
  takeovers: 'Its workers were lost one after another',
  cancelled: 'A person cancelled the debate',
};

export const stopReasonLabel = (reason: StopReason | 'cancelled'): string => stopReasonLabels[reason];

export const formatPercent = (share: number): string => `${Math.round(share * 100)} %`;

/** `$0.0042`, `$1.20`. */
export const formatUsd = (usd: number): string => `$${usd.toFixed(usd > 0 && usd < 0.1 ? 4 : 2)}`;

/** `840`, `12.4k`, `1.2M`. */
export function formatCount(number: number): string {
  if (number < 1000) return String(number);
  if (number < 999_500) return `${(number / 1000).toFixed(number < 99_950 ? 1 : 0)}k`;
  return `${(number / 1_000_000).toFixed(1)}M`;
}

/** What was spent: a sum of money, tokens without a known price, or both. */
export function formatSpending({ usd, unpricedTokens }: { usd: number; unpricedTokens: number }): string {
  if (unpricedTokens === 0) return formatUsd(usd);
  const unpriced = `${formatCount(unpricedTokens)} tokens unpriced`;
  return usd > 0 ? `${formatUsd(usd)} + ${unpriced}` : unpriced;
}

/** `0:07`, `12:30`, `1:02:09`. */
export function formatDuration(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** `Ed25519 by key 0f3a…, 9Xk2…`. The signature itself stands in the JSON. */
export const formatSignature = ({ algorithm, keyId, value }: Signature): string =>
  `${algorithm} by key ${keyId}, ${value.slice(0, 16)}…`;

/** Anybody can check the JSON export, without the server. */
export const verifyCommand = 'npx rostrum verify RECORD.json';

/** `2 quotes`. */
export const pluralize = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;
