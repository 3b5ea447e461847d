import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { isPanelName } from '../schemas/panels.ts';

/** The members of a body whose panel was a name: those of the panel, replaced by those that the body has itself. */
export interface NamedPanelBody {
  readonly members: unknown;
  /** Null when the body names no panel. */
  readonly name: string | null;
  readonly own: ReadonlySet<string>;
}

/** Looks up the panel that a body names. Its members are validated with those of the body. */
export async function resolveNamedPanel(
  c: AppContext,
  body: unknown,
  store: Pick<Store, 'panel'>,
): Promise<NamedPanelBody> {
  // A form has every member, those that it lacks as undefined.
  const entries = Object.entries(body ?? {}).filter(([, value]) => value !== undefined);
  const given = new Map<string, unknown>(entries);
  const name = given.get('panel');
  const own = new Set(given.keys());
  if (typeof name !== 'string') return { members: body, name: null, own };
  const panel = isPanelName(name) ? await store.panel(c.var.caller.tenant, name) : null;
  if (!panel) {
    const message = `there is no panel ${JSON.stringify(name.slice(0, 100))}`;
    return throwProblem('validation-failed', `panel: ${message}.`, { errors: [{ path: 'panel', message }] });
  }
  given.delete('panel');
  return { members: { ...panel.settings, ...Object.fromEntries(given) }, name, own };
}

/** A parsed body as its client sent it, to compare it with a repetition: the panel may have changed meanwhile. */
export const asSent = (body: object, { name, own }: NamedPanelBody): object =>
  name === null
    ? body
    : {
        ...Object.fromEntries(Object.entries(body).filter(([member]) => own.has(member))),
        panel: name,
      };
