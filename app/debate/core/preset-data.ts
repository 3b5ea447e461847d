import type { Decider, Exchange, RoundPhase, SeatRole } from './protocol.ts';

/** Defaults for a debate. Each can be overridden on creation, except for `phases` and `blindSeats`. */
export interface PresetData {
  readonly name: string;
  readonly roles: readonly SeatRole[];
  /** Maximum number of rounds after the blind answers. */
  readonly rounds: number;
  readonly exchange: Exchange;
  /** An open question has no vote: a judge decides it in place of `vote` and `trajectory`. */
  readonly decider: Decider;
  readonly phases: readonly RoundPhase[];
  /** Judges in addition to the first; only a jury has any. */
  readonly jurors: number;
  /** Seats that answer first. The others join only when these do not hold the same. */
  readonly blindSeats?: number;
  /** True: the question comes with a checklist and documents. */
  readonly needsChecklist?: boolean;
}

const critiqueAndRevise = ['critique', 'revise'] as const;

/**
 * Distinct roles and blind first proposals are what make a panel better than a single model. More than two rounds of
 * critique mostly spread conformity. To add a preset, add a row with its description below, and run
 * `npm test -- test/debate/presets --update`.
 */
export const presetData = {
  standard: {
    name: 'standard',
    roles: ['advocate', 'sceptic', 'evidence-checker'],
    rounds: 2,
    exchange: 'all',
    decider: 'vote',
    phases: critiqueAndRevise,
    jurors: 0,
  },
  auto: {
    name: 'auto',
    roles: ['member', 'member', 'sceptic'],
    rounds: 2,
    exchange: 'all',
    decider: 'vote',
    phases: critiqueAndRevise,
    jurors: 0,
    blindSeats: 2,
  },
  deep: {
    name: 'deep',
    roles: ['advocate', 'sceptic', 'evidence-checker', 'member', 'member'],
    rounds: 3,
    exchange: 'ring',
    decider: 'jury',
    phases: critiqueAndRevise,
    jurors: 2,
  },
  duel: {
    name: 'duel',
    roles: ['proponent', 'opponent'],
    rounds: 2,
    exchange: 'all',
    decider: 'judge',
    phases: critiqueAndRevise,
    jurors: 0,
  },
  council: {
    name: 'council',
    roles: ['member', 'member', 'member', 'member'],
    rounds: 1,
    exchange: 'all',
    decider: 'ranking',
    phases: ['critique'],
    jurors: 0,
  },
  review: {
    name: 'review',
    roles: ['evidence-checker', 'sceptic', 'member'],
    rounds: 1,
    exchange: 'all',
    decider: 'judge',
    phases: critiqueAndRevise,
    jurors: 0,
    needsChecklist: true,
  },
} as const satisfies Readonly<Record<string, PresetData>>;

export type PresetName = keyof typeof presetData;

/** Apart from the other data, because the page gets them from the server. */
export const presetDescriptions: Readonly<Record<PresetName, string>> = {
  standard: 'Three agents with distinct roles answer blind, then at most two rounds of critique and revision',
  auto: 'Two agents answer blind; when they agree, that decides; otherwise a third joins for a debate as in standard',
  deep: 'Five agents each criticise one other in turn, for at most three rounds; a jury of three decides',
  duel: 'Two agents argue against each other, for at most two rounds',
  council:
    'Four agents answer blind and rank the answers of the others; the ranking weights votes, or guides the judge',
  review:
    'Three agents review documents by a checklist, then test and complete the findings of one another in one round',
};
