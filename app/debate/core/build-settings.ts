import { hashSeed } from '../prompting/shuffle.ts';
import {
  allSeats,
  createJudgeSeat,
  createPanel,
  defaultQuorum,
  type JudgeRequest,
  type Preset,
  presets,
  type SeatRequest,
} from './presets.ts';
import { roundPhases } from './protocol.ts';
import type {
  BaselineSource,
  DebateSettings,
  Decider,
  EvidenceRef,
  Exchange,
  PresetName,
  Seat,
} from './settings.ts';

/** The parts of a creation request that shape a debate. Missing members get their defaults. */
export interface SettingsRequest {
  readonly question: string;
  readonly preset?: PresetName | undefined;
  readonly options?: readonly string[] | undefined;
  readonly checklist?: readonly string[] | undefined;
  readonly number?: { readonly unit: string; readonly tolerance?: number | undefined } | undefined;
  readonly panel?: readonly SeatRequest[] | undefined;
  readonly judge?: JudgeRequest | undefined;
  /** The other judges of a jury. */
  readonly jury?: readonly JudgeRequest[] | undefined;
  readonly exchange?: Exchange | undefined;
  readonly decider?: Decider | undefined;
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
  /** The default of another provider, for the second seat of a preset whose first answers decide; absent: none. */
  readonly otherModel?: string | undefined;
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
  const panel = createPanel(preset, request.panel, defaults.model, defaults.otherModel);
  const judge = createJudgeSeat(request.judge, defaults.model);
  const protocol = buildProtocol(preset, request, judge);
  const limits = defaults.limitsFor(allSeats({ panel, judge, ...protocol }));
  const deadlineSeconds = request.deadlineSeconds ?? limits.deadlineSecondsDefault;
  const reserveSeconds = Math.min(limits.decisionSecondsReserve, deadlineSeconds * defaults.decisionShareMax);
  const secondsAfter = (seconds: number) => new Date(createdAt.getTime() + seconds * 1000).toISOString();
  const { usd, tokens } = request.budget ?? {};
  return {
    question: request.question,
    preset: preset.name,
    ...(request.options && { options: request.options }),
    ...(request.checklist && { checklist: request.checklist }),
    ...(request.number && { number: { ...request.number, tolerance: request.number.tolerance ?? 0.1 } }),
    evidence,
    panel,
    judge,
    ...protocol,
    stopWhenBlindAgree: request.stopWhenBlindAgree ?? true,
    ...(request.baseline && { baseline: request.baseline }),
    ...(request.approval && { approval: true }),
    rounds: Math.min(request.rounds ?? preset.rounds, protocol.phases ? 1 : Number.POSITIVE_INFINITY),
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

type Protocol = Pick<DebateSettings, 'exchange' | 'decider' | 'jury' | 'phases' | 'blindSeats'>;

/** How the seats hear one another and who decides. An open question has no options to vote on. */
export function buildProtocol(
  preset: Preset,
  request: Pick<
    SettingsRequest,
    'options' | 'number' | 'exchange' | 'decider' | 'jury' | 'stopWhenBlindAgree'
  >,
  judge: Seat,
): Protocol {
  const own = request.number ? 'pool' : preset.decider;
  const wanted = request.decider ?? (request.jury ? 'jury' : own);
  const isVote = wanted === 'vote' || wanted === 'trajectory';
  const decider = isVote && !request.options ? 'judge' : wanted;
  const { id: _id, name: _name, role: _role, ...likeJudge } = judge;
  const jurors = request.jury ?? Array<JudgeRequest>(preset.jurors || jurorsDefault).fill(likeJudge);
  return {
    exchange: request.exchange ?? preset.exchange,
    decider,
    ...(decider === 'jury' && {
      jury: jurors.map((juror, index) => createJudgeSeat({ ...likeJudge, ...juror }, judge.model, index + 2)),
    }),
    ...(preset.phases.length < roundPhases.length && { phases: preset.phases }),
    ...(preset.blindSeats !== undefined &&
      request.stopWhenBlindAgree !== false && { blindSeats: preset.blindSeats }),
  };
}

/** With the judge, a jury of three. */
const jurorsDefault = 2;

/** The request that would create a debate with these settings. */
export function requestFromSettings(settings: DebateSettings): SettingsRequest {
  const { question, preset, options, checklist, number, panel, judge, rounds, baseline } = settings;
  const { approval, budget, createdAt, deadlineAt } = settings;
  const { jury, exchange, decider, stopWhenBlindAgree } = settings;
  // What the preset gives by itself is not asked for, so that it follows the changes of a request.
  const given = buildProtocol(presets[preset], { options, number, stopWhenBlindAgree }, judge);
  const isOwn = (own: unknown, other: unknown) => JSON.stringify(own) !== JSON.stringify(other);
  const toRequest = ({ id: _id, name: _name, role: _role, ...request }: Seat): JudgeRequest => request;
  return {
    question,
    preset,
    options,
    checklist,
    number,
    panel: panel.map(({ id: _, ...seat }) => seat),
    judge: toRequest(judge),
    ...(isOwn(jury, given.jury) && { jury: jury?.map(toRequest) }),
    ...(exchange !== given.exchange && { exchange }),
    ...(decider !== given.decider && { decider }),
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
  { panel, judge, jury = [] }: Pick<DebateSettings, 'panel' | 'judge' | 'jury'>,
  unavailableReason: (model: string) => string | null,
): readonly UnavailableModel[] {
  const modelsOf = (path: string, { model, fallback }: Seat) => [
    { path: `${path}.model`, model },
    ...(fallback === undefined ? [] : [{ path: `${path}.fallback`, model: fallback }]),
  ];
  const models = [
    ...panel.flatMap((seat, index) => modelsOf(`panel[${index}]`, seat)),
    ...modelsOf('judge', judge),
    ...jury.flatMap((seat, index) => modelsOf(`jury[${index}]`, seat)),
  ];
  return models.flatMap(({ path, model }) => {
    const message = unavailableReason(model);
    return message === null ? [] : [{ path, message }];
  });
}
