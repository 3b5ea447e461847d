import { assertNever, type Phase } from '../../debate/core/events.ts';
import type { DebateView } from '../../debate/views/debate.ts';
import { pluralize } from '../../debate/views/labels.ts';
import type { EstimateResponse, ScenarioCostResponse } from '../../debate/views/responses.ts';
import type { Formats } from '../../shared/formats.ts';

// Labels that the terminal and the exports share are in app/debate/views/labels.ts.

export function phaseDescription(phase: Phase): string {
  switch (phase) {
    case 'propose':
      return 'Each agent answers independently, without seeing the others.';
    case 'critique':
      return 'Each agent assesses the other positions without knowing their authors.';
    case 'revise':
      return 'Each agent keeps or changes its position; a change must give a reason.';
    case 'decide':
      return 'The judge compares the positions first, then answers.';
    default:
      return assertNever(phase);
  }
}

/** `12.4 KB`, `2 MB`. */
export function formatBytes(bytes: number, formats: Formats): string {
  if (bytes < KB) return `${bytes} B`;
  const [amount, unit] = bytes < KB * KB ? [bytes / KB, 'KB'] : [bytes / KB / KB, 'MB'];
  return `${formats.number(amount)} ${unit}`;
}

const KB = 1024;

/** `just now`, `12 min ago`, or the date after a day. */
export function timeAgo(iso: string, nowMs: number, formats: Formats): string {
  const at = new Date(iso);
  const minutes = Math.floor((nowMs - at.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return formats.day(iso);
}

export function debateStatusName({
  status,
  stop,
  awaitsApproval = false,
}: Pick<DebateView, 'status' | 'stop'> & Partial<Pick<DebateView, 'awaitsApproval'>>): string {
  switch (status) {
    case 'waiting':
      return 'Waiting';
    case 'running':
      return stop === null ? 'Running' : 'Deciding';
    case 'paused':
      return awaitsApproval ? 'Waits for approval' : 'Paused';
    case 'decided':
      return 'Decided';
    case 'failed':
      return 'No decision';
    case 'cancelled':
      return 'Cancelled';
    default:
      return assertNever(status);
  }
}

type Estimate = Pick<EstimateResponse, 'typical' | 'maximum' | 'unpriced' | 'deadlineSeconds'>;

/** `About 10 calls and $0.05, at most 16 calls and $0.12, in up to 30 minutes.` Tokens where a price is not known. */
export function estimateLabel(estimate: Estimate, formats: Formats): string {
  const maximum = costLabel(estimate.maximum, estimate, formats);
  const time = pluralize(Math.ceil(estimate.deadlineSeconds / 60), 'minute');
  return `${typicalLabel(estimate, formats)}, at most ${maximum}, in up to ${time}.`;
}

/** `About 10 calls and $0.05` */
export const typicalLabel = (estimate: Estimate, formats: Formats): string =>
  `About ${costLabel(estimate.typical, estimate, formats)}`;

function costLabel(
  { turns, usd, tokens }: ScenarioCostResponse,
  { unpriced }: Estimate,
  formats: Formats,
): string {
  const amount = unpriced.length === 0 ? formats.usd(usd) : `${formats.count(tokens)} tokens`;
  return `${pluralize(turns.total, 'call')} and ${amount}`;
}
