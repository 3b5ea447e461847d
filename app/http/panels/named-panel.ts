import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { isPanelName } from '../schemas/panels.ts';

/**
 * The members of a body, with those of the panel that it names, replaced by those that the body has itself. They are
 * validated together.
 */
export async function resolveNamedPanel(
  c: AppContext,
  body: unknown,
  store: Pick<Store, 'panel'>,
): Promise<unknown> {
  // A form has every member, those that it lacks as undefined.
  const entries = Object.entries(body ?? {}).filter(([, value]) => value !== undefined);
  const given = new Map<string, unknown>(entries);
  const name = given.get('panel');
  if (typeof name !== 'string') return body;
  const panel = isPanelName(name) ? await store.panel(c.var.caller.tenant, name) : null;
  if (!panel) {
    const message = `there is no panel ${JSON.stringify(name.slice(0, 100))}`;
    return throwProblem('validation-failed', `panel: ${message}.`, { errors: [{ path: 'panel', message }] });
  }
  given.delete('panel');
  return { ...panel.settings, ...Object.fromEntries(given) };
}
