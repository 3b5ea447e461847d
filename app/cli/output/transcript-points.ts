import { assertNever, type DebateSettings, type TurnOutcome } from '../../debate/core/events.ts';
import { formatEstimate } from '../../debate/questions/pool-numbers.ts';
import { speakingSeats } from '../../debate/views/judging-seats.ts';
import { pluralize, seatLabel } from '../../debate/views/labels.ts';
import type { Formats } from '../../shared/formats.ts';

/** `Ada (Advocate)` for `r1.critique.a1`. */
export function speakerName(turn: string, settings: DebateSettings | null): string {
  const id = turn.split('.').at(-1) ?? turn;
  const seat = settings && speakingSeats(settings).find((candidate) => candidate.id === id);
  return seat ? seatLabel(seat) : id;
}

/** The question and its limits, in short lines. */
export function openingPoints(settings: DebateSettings, formats: Formats): string[] {
  const { preset, panel, judge, rounds, options, checklist = [], number, evidence } = settings;
  const seats = options ? panel : [...panel, judge];
  return [
    ...(options ?? []).map((option) => `Option: ${option}`),
    ...checklist.map((item, index) => `Item ${index + 1}: ${item}`),
    ...(number ? [`Number in ${number.unit}; agreement within ${formats.percent(number.tolerance)}`] : []),
    ...evidence.map(
      ({ id, name, characters }) =>
        `${id}: ${name} (${formats.number(characters)} ${characters === 1 ? 'character' : 'characters'})`,
    ),
    `Preset: ${preset}, at most ${pluralize(rounds, 'round')} of critique`,
    ...seats.map((seat) => `${seatLabel(seat)}: ${seat.model}`),
  ];
}

/** What a turn says, in short lines. */
export function outcomePoints(
  outcome: TurnOutcome,
  settings: DebateSettings | null,
  formats: Formats,
): string[] {
  switch (outcome.phase) {
    case 'propose':
    case 'revise': {
      const {
        claim,
        choice,
        estimate,
        findings = [],
        confidence,
        changed,
        changedBecause,
      } = outcome.position;
      const answer = estimate ? formatEstimate(estimate) : choice;
      const statement = `${answer === undefined ? '' : `${answer}: `}${claim} (${formats.percent(confidence)} sure)`;
      return [
        `${changed ? 'New position' : 'Position'}: ${statement}`,
        ...findings.map(({ item, severity, text }) => `Item ${item}, ${severity}: ${text}`),
        ...(changedBecause === undefined ? [] : [`Changed because: ${changedBecause}`]),
      ];
    }
    case 'critique':
      return outcome.stances.map(
        ({ agent, agrees, point }) =>
          `${agrees ? 'Agrees' : 'Disagrees'} with ${speakerName(agent, settings)}: ${point}`,
      );
    case 'decide':
      return [];
    default:
      return assertNever(outcome);
  }
}
