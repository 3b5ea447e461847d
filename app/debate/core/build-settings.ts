import { hashSeed } from '../prompting/build-turn-context.ts';
import {
  createJudgeSeat,
  createPanel,
  defaultQuorum,
  type JudgeRequest,
  presets,
  type SeatRequest,
} from './presets.ts';
import type { BaselineSource, DebateSettings, EvidenceRef, PresetName, Seat } from './settings.ts';

/** The parts of a creation request that shape a debate. Missing members get their defaults. */
export interface SettingsRequest {
  readonly question: string;
  readonly preset?: PresetName | undefined;
  readonly options?: readonly string[] | undefined;
  readonly panel?: readonly SeatRequest[] | undefined;
  readonly judge?: JudgeRequest | undefined;
  readonly rounds?: number | undefined;
  readonly stopWhenBlindAgree?: boolean | undefined;
  readonly baseline?: BaselineSource | undefined;
  readonly approval?: boolean | undefined;
  readonly budget?: { readonly usd?: number | undefined; readonly tokens?: number | undefined } | undefined;
  readonly deadlineSeconds?: number | undefined;
}

/** Seats whose models think take longer. */
export interface TimeLimits {
  readonly deadlineSecondsDefault: number;
  readonly decisionSecondsReserve: number;
}

/** The values of the operator that apply to every debate. */
export interface SettingsDefaults {
  /** `provider:model`. */
  readonly model: string;
  readonly attemptsMax: number;
  readonly limitsFor: (seats: readonly Seat[]) => TimeLimits;
  /** The largest share of the deadline that is reserved for the decision. */
  readonly decisionShareMax: number;
  readonly contractHash: string;
}

/** The settings of a new debate. `id` seeds the shuffling of peers; the deadline starts at `createdAt`. */
export function buildSettings(
  { id, createdAt }: { readonly id: string; readonly createdAt: Date },
  request: SettingsRequest,
  evidence: readonly EvidenceRef[],
  defaults: SettingsDefaults,
): DebateSettings {
  const preset = presets[request.preset ?? 'standard'];
  const panel = createPanel(preset, request.panel, defaults.model);
  const judge = createJudgeSeat(request.judge, defaults.model);
  const limits = defaults.limitsFor([...panel, judge]);
  const deadlineSeconds = request.deadlineSeconds ?? limits.deadlineSecondsDefault;
  const reserveSeconds = Math.min(limits.decisionSecondsReserve, deadlineSeconds * defaults.decisionShareMax);
  const secondsAfter = (seconds: number) => new Date(createdAt.getTime() + seconds * 1000).toISOString();
  const { usd, tokens } = request.budget ?? {};
  return {
    question: request.question,
    preset: preset.name,
    ...(request.options && { options: request.options }),
    evidence,
    panel,
    judge,
    stopWhenBlindAgree: request.stopWhenBlindAgree ?? true,
    ...(request.baseline && { baseline: request.baseline }),
    ...(request.approval && { approval: true }),
    rounds: request.rounds ?? preset.rounds,
    attemptsMax: defaults.attemptsMax,
    quorum: defaultQuorum(panel),
    budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
    createdAt: createdAt.toISOString(),
    decideAt: secondsAfter(deadlineSeconds - reserveSeconds),
    deadlineAt: secondsAfter(deadlineSeconds),
    seed: hashSeed(0, id),
    contractHash: defaults.contractHash,
  };
}

/** The request that would create a debate with these settings. */
export function requestFromSettings(settings: DebateSettings): SettingsRequest {
  const { question, preset, options, panel, judge, rounds, stopWhenBlindAgree, baseline } = settings;
  const { approval, budget, createdAt, deadlineAt } = settings;
  const { id: _id, name: _name, role: _role, ...judgeRequest } = judge;
  return {
    question,
    preset,
    options,
    panel: panel.map(({ id: _, ...seat }) => seat),
    judge: judgeRequest,
    rounds,
    stopWhenBlindAgree,
    baseline,
    approval,
    ...(Object.keys(budget).length > 0 && { budget }),
    ...(createdAt && {
      deadlineSeconds: Math.round((Date.parse(deadlineAt) - Date.parse(createdAt)) / 1000),
    }),
  };
}

export interface UnavailableModel {
  /** `panel[0].model` or `judge.fallback`. */
  readonly path: string;
  readonly message: string;
}

/** All seats whose model cannot be used. `unavailableReason` returns null for a model that can. */
export function findUnavailableModels(
  { panel, judge }: Pick<DebateSettings, 'panel' | 'judge'>,
  unavailableReason: (model: string) => string | null,
): readonly UnavailableModel[] {
  const modelsOf = (path: string, { model, fallback }: Seat) => [
    { path: `${path}.model`, model },
    ...(fallback === undefined ? [] : [{ path: `${path}.fallback`, model: fallback }]),
  ];
  const models = [
    ...panel.flatMap((seat, index) => modelsOf(`panel[${index}]`, seat)),
    ...modelsOf('judge', judge),
  ];
  return models.flatMap(({ path, model }) => {
    const message = unavailableReason(model);
    return message === null ? [] : [{ path, message }];
  });
}
