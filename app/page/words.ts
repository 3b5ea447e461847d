import { assertNever, type Phase } from '../debate/events.ts';

/** What only the page says; what it shares with the terminal and the exports is in app/debate/words.ts. */

/** What a phase is for, in a line. */
export function phaseSays(phase: Phase): string {
  switch (phase) {
    case 'propose':
      return 'Each agent answers alone, without seeing the others.';
    case 'critique':
      return 'Each agent weighs the others’ positions, without knowing whose they are.';
    case 'revise':
      return 'Each agent keeps or changes its position; a change must name its reason.';
    case 'decide':
      return 'The judge compares the positions first, then answers.';
    default:
      return assertNever(phase);
  }
}

/** `12.4 kB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `just now`, `12 min ago`, else the day. */
export function ago(iso: string, nowMs: number): string {
  const at = new Date(iso);
  const minutes = Math.floor((nowMs - at.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return at.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** The time of day. */
export const timeOfDay = (iso: string): string =>
  new Date(iso).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
