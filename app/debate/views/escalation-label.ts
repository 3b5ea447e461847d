import type { EscalationReason } from '../core/events.ts';

const escalationLabels: Readonly<Record<EscalationReason, string>> = {
  differ: 'The first answers differ: the whole panel debates',
  'seat-lost': 'A first answer is missing: the whole panel debates',
  'not-compared': 'The first answers could not be compared: the whole panel debates',
};

export const escalationLabel = (reason: EscalationReason): string => escalationLabels[reason];
