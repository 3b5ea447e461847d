import type { PresetName, Role } from '../debate/events.ts';
import type { AgentsResource, NewDebateBody } from '../debate/resources.ts';
import type { DraftDocument } from './intake.ts';

/** A debate that is being put together: what has been typed, as it was typed. */
export interface Draft {
  readonly question: string;
  /** Without any, the question is open. */
  readonly options: readonly string[];
  readonly evidence: readonly DraftDocument[];
  readonly preset: PresetName;
  /** null: as the preset has it. */
  readonly panel: readonly DraftSeat[] | null;
  readonly judge: string;
  readonly rounds: string;
  readonly deadlineMinutes: string;
  readonly budgetUsd: string;
  readonly budgetTokens: string;
}

export interface DraftSeat {
  readonly role: Role;
  /** Empty: the default model. */
  readonly model: string;
}

export const emptyDraft: Draft = {
  question: '',
  options: [],
  evidence: [],
  preset: 'standard',
  panel: null,
  judge: '',
  rounds: '',
  deadlineMinutes: '',
  budgetUsd: '',
  budgetTokens: '',
};

/** The seats that a draft would have. */
export function seatsOf(draft: Draft, presets: AgentsResource['presets']): readonly DraftSeat[] {
  const roles = presets.find(({ name }) => name === draft.preset)?.roles ?? [];
  return draft.panel ?? roles.map((role) => ({ role, model: '' }));
}

/** The request for a draft; what was left empty is left to the server. */
export function bodyOf(draft: Draft): NewDebateBody {
  const options = draft.options.map((option) => option.trim()).filter(Boolean);
  const usd = numberOf(draft.budgetUsd);
  const tokens = numberOf(draft.budgetTokens);
  const rounds = numberOf(draft.rounds);
  const minutes = numberOf(draft.deadlineMinutes);
  const judge = draft.judge.trim();
  return {
    question: draft.question.trim(),
    preset: draft.preset,
    ...(options.length > 0 && { options }),
    ...(draft.evidence.length > 0 && {
      evidence: draft.evidence.map(({ bytes: _, ...document }) => document),
    }),
    ...(draft.panel && { panel: draft.panel.map(seatBody) }),
    ...(judge !== '' && { judge: { model: judge } }),
    ...(rounds !== undefined && { rounds }),
    ...(minutes !== undefined && { deadlineSeconds: Math.round(minutes * 60) }),
    ...((usd !== undefined || tokens !== undefined) && {
      budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
    }),
  };
}

const seatBody = ({ role, model }: DraftSeat) => ({
  role,
  ...(model.trim() !== '' && { model: model.trim() }),
});

const numberOf = (typed: string): number | undefined => (typed.trim() === '' ? undefined : Number(typed));
