import { type PresetData, presetData } from './preset-data.ts';
import type { DebateSettings, Effort, PresetName, Seat, SeatOptions, SeatRole } from './settings.ts';

export interface Preset extends PresetData {
  readonly name: PresetName;
}

export const presets: Readonly<Record<PresetName, Preset>> = presetData;

export const presetNames = Object.keys(presets) as readonly PresetName[];

/** A requested seat. Missing members come from the preset and the default model. */
export interface SeatRequest {
  readonly name?: string | undefined;
  readonly role?: SeatRole | undefined;
  /** The seat's own role, in words. */
  readonly instructions?: string | undefined;
  readonly model?: string | undefined;
  /** The model of the attempts after the first. */
  readonly fallback?: string | undefined;
  readonly effort?: Effort | undefined;
  readonly outputTokensMax?: number | undefined;
}

export type JudgeRequest = Omit<SeatRequest, 'name' | 'role' | 'instructions'>;

const defaultSeatNames = ['Ada', 'Bela', 'Cleo', 'Dara', 'Edo', 'Fay', 'Gil', 'Hana'];

/** The panel's seats. Seats beyond the preset's roles, and those with a role in their own words, are plain members. */
export function createPanel(
  preset: Preset,
  requested: readonly SeatRequest[] | undefined,
  model: string,
  otherModel: string = model,
): readonly Seat[] {
  const requests: readonly SeatRequest[] = requested ?? preset.roles.map(() => ({}));
  return requests.map((request, index) => ({
    id: `a${index + 1}`,
    name: request.name ?? defaultSeatNames[index] ?? `Agent ${index + 1}`,
    role: request.role ?? (request.instructions === undefined ? preset.roles[index] : null) ?? 'member',
    ...(request.instructions !== undefined && { instructions: request.instructions }),
    // Two seats of one model would agree with its errors.
    model: request.model ?? (preset.blindSeats !== undefined && index === 1 ? otherModel : model),
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

export const createJudgeSeat = (request: JudgeRequest | undefined, model: string, number = 1): Seat => ({
  id: `j${number}`,
  name: number === 1 ? 'Judge' : `Judge ${number}`,
  role: 'judge',
  model: request?.model ?? model,
  ...optionalMembers(request ?? {}),
});

/** All seats that a debate may call. */
export const allSeats = ({ panel, judge, jury = [] }: Pick<DebateSettings, 'panel' | 'judge' | 'jury'>) => [
  ...panel,
  judge,
  ...jury,
];

/** The models that a seat may call. */
export const modelsOfSeat = ({ model, fallback }: Seat): readonly string[] =>
  fallback === undefined ? [model] : [model, fallback];

/** More than half of the panel, and at least two. */
export const defaultQuorum = (panel: readonly Seat[]): number =>
  Math.max(2, Math.floor(panel.length / 2) + 1);
