import type { BaselineSource, Decider, Exchange, PresetName } from '../core/events.ts';
import type { JudgeRequest, SeatRequest } from '../core/presets.ts';

/** Body of `POST /api/v1/debates`. Unknown members are rejected. */
export interface NewDebateBody {
  readonly question: string;
  readonly preset?: PresetName;
  /** The answers to choose from; they make it a closed question. */
  readonly options?: readonly string[];
  /** What the documents are reviewed for. */
  readonly checklist?: readonly string[];
  /** The answer is a number. `tolerance`: a share of the larger number. */
  readonly number?: { readonly unit: string; readonly tolerance?: number };
  readonly evidence?: readonly (EvidenceBody | SourceBody)[];
  /** What the search server of the operator finds becomes evidence. */
  readonly search?: boolean | SearchBody;
  readonly panel?: readonly SeatRequest[];
  readonly judge?: JudgeRequest;
  /** The judges of a jury in addition to `judge`. */
  readonly jury?: readonly JudgeRequest[];
  readonly exchange?: Exchange;
  readonly decider?: Decider;
  readonly rounds?: number;
  /** False: the debate continues even when all blind answers are the same. */
  readonly stopWhenBlindAgree?: boolean;
  /** Open questions: `separate` pays one more call for the answer from the blind answers alone. */
  readonly baseline?: BaselineSource;
  /** True: a person must approve before the debate decides. */
  readonly approval?: boolean;
  readonly budget?: { readonly usd?: number; readonly tokens?: number };
  readonly deadlineSeconds?: number;
  /** Is sent the debate, without its record, when it has ended. */
  readonly webhook?: { readonly url: string };
}

/** A document: its text, or the bytes of a file in base64. */
export type EvidenceBody = { readonly name: string; readonly mediaType?: string } & (
  | { readonly text: string }
  | { readonly base64: string }
);

/** A document that the server reads from an address, if its operator allows the host. */
export interface SourceBody {
  readonly url: string;
  /** Default: by the address. */
  readonly name?: string;
  /** Default: what the server at the address says. */
  readonly mediaType?: string;
}

export interface SearchBody {
  /** Default: the question. */
  readonly queries?: readonly string[];
  /** The most documents that are found. */
  readonly results?: number;
}

/** Body of `POST /api/v1/debates/{id}/extend`: new totals. */
export interface ExtensionBody {
  readonly deadlineSeconds?: number;
  readonly budget?: { readonly usd?: number; readonly tokens?: number };
}

/** Body of `POST /api/v1/debates` whose panel may be the name of one that the server keeps. */
export type CreationBody = Omit<NewDebateBody, 'panel'> & {
  readonly panel?: NonNullable<NewDebateBody['panel']> | string;
};

/** Body of `PUT /api/v1/panels/{panel}`: what its debates have in common. */
export type PanelBody = Omit<
  NewDebateBody,
  'question' | 'options' | 'checklist' | 'number' | 'evidence' | 'search' | 'webhook'
>;

/** A panel that the server keeps under a name. */
export interface PanelResponse {
  readonly name: string;
  readonly settings: object;
  /** ISO time. */
  readonly updatedAt: string;
}

/** Response of `GET /api/v1/panels`. */
export interface PanelListResponse {
  /** By name. */
  readonly panels: readonly PanelResponse[];
}

type RemovableMember = 'options' | 'checklist' | 'number' | 'jury' | 'budget';

/** Body of `POST /api/v1/debates/{id}/reruns`: what differs. Null removes what the earlier debate has. */
export type RerunBody = Partial<Omit<CreationBody, RemovableMember>> & {
  readonly [M in RemovableMember]?: NewDebateBody[M] | null;
};
