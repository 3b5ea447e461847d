import { assertNever, type Phase, type Role, type Seat, type StopReason } from './events.ts';
import type { Signature } from './signature.ts';

/** What people are told things are called, and how numbers are written: on the page, in the terminal, in exports. */

const roleNames: Readonly<Record<Role, string>> = {
  advocate: 'Advocate',
  sceptic: 'Sceptic',
  'evidence-checker': 'Evidence checker',
  proponent: 'Proponent',
  opponent: 'Opponent',
  judge: 'Judge',
  member: 'Member',
};

/** The name of a seat by its id, or the id of one that is not there. */
export const nameIn =
  (seats: readonly Pick<Seat, 'id' | 'name'>[]) =>
  (agent: string): string =>
    seats.find(({ id }) => id === agent)?.name ?? agent;

export const roleName = (role: Role): string => roleNames[role];

/** Roles a seat of the panel may have. */
export const panelRoles: readonly Role[] = [
  'advocate',
  'sceptic',
  'evidence-checker',
  'proponent',
  'opponent',
  'member',
];

/** `Critique 1`. */
export function phaseName(phase: Phase, round: number): string {
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

const stopReasons: Readonly<Record<StopReason | 'cancelled', string>> = {
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

export const stopReason = (reason: StopReason | 'cancelled'): string => stopReasons[reason];

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** `$0.0042`, `$1.20`. */
export const money = (usd: number): string => `$${usd.toFixed(usd > 0 && usd < 0.1 ? 4 : 2)}`;

/** `840`, `12.4k`, `1.2M`. */
export function count(number: number): string {
  if (number < 1000) return String(number);
  if (number < 999_500) return `${(number / 1000).toFixed(number < 99_950 ? 1 : 0)}k`;
  return `${(number / 1_000_000).toFixed(1)}M`;
}

/** What was spent: a sum of money, tokens without a known price, or both. */
export function spending({ usd, unpricedTokens }: { usd: number; unpricedTokens: number }): string {
  if (unpricedTokens === 0) return money(usd);
  const unpriced = `${count(unpricedTokens)} tokens unpriced`;
  return usd > 0 ? `${money(usd)} + ${unpriced}` : unpriced;
}

/** `0:07`, `12:30`, `1:02:09`. */
export function clock(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `Ed25519 by key 0f3a…, 9Xk2…`. The signature itself stands in the JSON. */
export const signedBy = ({ algorithm, keyId, value }: Signature): string =>
  `${algorithm} by key ${keyId}, ${value.slice(0, 16)}…`;

/** Anybody can check the JSON export, without the server. */
export const howToVerify = 'npx rostrum verify RECORD.json';

/** `2 quotes`. */
export const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
