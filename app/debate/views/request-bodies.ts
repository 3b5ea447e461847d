import type { NewDebateBody } from './responses.ts';

/** Body of `POST /api/v1/debates/{id}/extend`: new totals. */
export interface ExtensionBody {
  readonly deadlineSeconds?: number;
  readonly budget?: { readonly usd?: number; readonly tokens?: number };
}

type RemovableMember = 'options' | 'checklist' | 'number' | 'jury' | 'budget';

/** Body of `POST /api/v1/debates/{id}/reruns`: what differs. Null removes what the earlier debate has. */
export type RerunBody = Partial<Omit<NewDebateBody, RemovableMember>> & {
  readonly [M in RemovableMember]?: NewDebateBody[M] | null;
};
