import type { PresetName, Seat, SeatRole } from './events.ts';

/** The form of a debate: who sits where, and for how many rounds. Every number can be set on creation. */
export interface Preset {
  readonly name: PresetName;
  readonly description: string;
  readonly roles: readonly SeatRole[];
  readonly rounds: number;
}

/**
 * Distinct roles and blind first proposals are what make a panel worth more than one voice; more than two rounds of
 * critique mostly spread conformity. Later presets are further rows.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  standard: {
    name: 'standard',
    description:
      'Three agents with distinct roles answer blind, then at most two rounds of critique and revision',
    roles: ['advocate', 'sceptic', 'evidence-checker'],
    rounds: 2,
  },
  duel: {
    name: 'duel',
    description: 'Two agents argue against each other, for at most two rounds',
    roles: ['proponent', 'opponent'],
    rounds: 2,
  },
};

export const presetNames = Object.keys(presets) as readonly PresetName[];

/** A seat as asked for: what is left out comes from the preset and the default model. */
export interface SeatRequest {
  readonly name?: string | undefined;
  readonly role?: SeatRole | undefined;
  readonly model?: string | undefined;
}

const defaultSeatNames = ['Ada', 'Bela', 'Cleo', 'Dara', 'Edo', 'Fay', 'Gil', 'Hana'];

/** The seats of a debate. Roles beyond the preset's are plain members. */
export function createPanel(
  preset: Preset,
  requested: readonly SeatRequest[] | undefined,
  model: string,
): readonly Seat[] {
  const requests: readonly SeatRequest[] = requested ?? preset.roles.map(() => ({}));
  return requests.map((request, index) => ({
    id: `a${index + 1}`,
    name: request.name ?? defaultSeatNames[index] ?? `Agent ${index + 1}`,
    role: request.role ?? preset.roles[index] ?? 'member',
    model: request.model ?? model,
  }));
}

export const createJudgeSeat = (model: string): Seat => ({ id: 'j1', name: 'Judge', role: 'judge', model });

/** Two of a pair, otherwise more than half: fewer voices than that are not the panel's decision. */
export const defaultQuorum = (panel: readonly Seat[]): number =>
  Math.max(2, Math.floor(panel.length / 2) + 1);
