import type { PresetName, Seat, SeatRole } from './events.ts';
import type { Effort, SeatOptions } from './settings.ts';

/** Defaults for a debate. Every number can be overridden on creation. */
export interface Preset {
  readonly name: PresetName;
  readonly description: string;
  readonly roles: readonly SeatRole[];
  readonly rounds: number;
}

/**
 * Distinct roles and blind first proposals are what make a panel better than a single model. More than two rounds of
 * critique mostly spread conformity.
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

/** A requested seat. Missing members come from the preset and the default model. */
export interface SeatRequest {
  readonly name?: string | undefined;
  readonly role?: SeatRole | undefined;
  readonly model?: string | undefined;
  /** The model of the attempts after the first. */
  readonly fallback?: string | undefined;
  readonly effort?: Effort | undefined;
  readonly outputTokensMax?: number | undefined;
}

export type JudgeRequest = Omit<SeatRequest, 'name' | 'role'>;

const defaultSeatNames = ['Ada', 'Bela', 'Cleo', 'Dara', 'Edo', 'Fay', 'Gil', 'Hana'];

/** The panel's seats. Seats beyond the preset's roles are plain members. */
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
    ...optionalMembers(request),
  }));
}

const optionalMembers = ({
  fallback,
  effort,
  outputTokensMax,
}: JudgeRequest): SeatOptions & Pick<Seat, 'fallback'> => ({
  ...(fallback !== undefined && { fallback }),
  ...(effort !== undefined && { effort }),
  ...(outputTokensMax !== undefined && { outputTokensMax }),
});

export const createJudgeSeat = (request: JudgeRequest | undefined, model: string): Seat => ({
  id: 'j1',
  name: 'Judge',
  role: 'judge',
  model: request?.model ?? model,
  ...optionalMembers(request ?? {}),
});

/** The models that a seat may call. */
export const modelsOfSeat = ({ model, fallback }: Seat): readonly string[] =>
  fallback === undefined ? [model] : [model, fallback];

/** More than half of the panel, and at least two. */
export const defaultQuorum = (panel: readonly Seat[]): number =>
  Math.max(2, Math.floor(panel.length / 2) + 1);
