import type { SettingsRequest } from '../../debate/core/build-settings.ts';
import type { ParentDebate } from '../../debate/core/events.ts';
import type { AppContext } from '../context.ts';
import type { ParsedNewDebate } from '../schemas/new-debate.ts';
import type { UploadedDocument } from './document-types.ts';

/** A body as it was received: unchecked members, and the files of a form. JSON has documents as members. */
export interface ReceivedBody {
  readonly members: unknown;
  readonly documents: readonly UploadedDocument[];
}

/** The members of a body that are not settings. */
export interface DebateBody {
  readonly question?: string | undefined;
  readonly search?:
    | boolean
    | { readonly queries?: readonly string[] | undefined; readonly results?: number | undefined }
    | undefined;
  readonly webhook?: { readonly url: string } | undefined;
  readonly evidence?:
    | readonly {
        readonly name?: string | undefined;
        readonly mediaType?: string | undefined;
        readonly text?: string | undefined;
        readonly base64?: string | undefined;
        readonly url?: string | undefined;
      }[]
    | undefined;
}

/** What a debate is made of: the body of the request, with what a debate that it starts from has. */
export interface DebateRequest {
  readonly settings: SettingsRequest;
  readonly documents: readonly UploadedDocument[];
  /** More than the contract allows, for what the earlier debate has; by default what the contract allows. */
  readonly documentsMax?: number;
  readonly parent?: ParentDebate;
}

/** Completes a body; `uploads` are its documents. */
export type DebateSource<B> = (
  c: AppContext,
  body: B,
  uploads: readonly UploadedDocument[],
) => DebateRequest | Promise<DebateRequest>;

/** A debate that starts from its body alone. */
export const fromBody: DebateSource<ParsedNewDebate> = (
  _,
  { evidence: _evidence, ...settings },
  documents,
) => ({
  settings,
  documents,
});
