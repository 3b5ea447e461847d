import { type Command, decide, isRefusal } from '../debate/decide.ts';
import { assertNever, type Stored } from '../debate/events.ts';
import { fold } from '../debate/evolve.ts';
import type { DebateResource } from '../debate/resources.ts';
import { summaryOf } from '../debate/summary.ts';
import { publishEvents, topics } from '../live/messages.ts';
import { readJsonBody, refuseBody } from './body.ts';
import { debateKey, debateResource, debateRow, readLog, refuseNoDebate } from './debate-reading.ts';
import type { Mount } from './mount.ts';
import type { AppContext, AppParts } from './parts.ts';
import { refuseAs } from './problems.ts';
import { debateAnswer, idParams } from './resource-schemas.ts';
import { noteSchema, readMembers } from './schemas.ts';

type CommandParts = Pick<AppParts, 'store' | 'bus' | 'contract' | 'now'>;

/** What people tell a running debate. All but notes are idempotent: what holds already is answered as if new. */
export function mountCommands(mount: Mount, parts: AppParts): void {
  const { contract } = parts;
  const request = { params: idParams };
  const responses = { 200: debateAnswer('The debate as it stands now') };
  const plain = (type: 'cancel' | 'pause' | 'resume' | 'conclude') => async (c: AppContext) => {
    await refuseBody(c, contract);
    return c.json(await act(c, parts, { type, by: c.var.caller.name }));
  };
  mount('cancelDebate', { request, responses }, plain('cancel'));
  mount('pauseDebate', { request, responses }, plain('pause'));
  mount('resumeDebate', { request, responses }, plain('resume'));
  mount('concludeDebate', { request, responses }, plain('conclude'));

  const note = noteSchema(contract);
  const body = { content: { 'application/json': { schema: note } }, required: true };
  mount('addNote', { request: { ...request, body }, responses }, async (c) => {
    const { text } = readMembers(note, await readJsonBody(c, contract));
    const { notesMax } = contract.limits;
    return c.json(await act(c, parts, { type: 'note', text, by: c.var.caller.name, notesMax }));
  });
}

/**
 * Decides on the debate as its log stands, and again on what has come since when somebody else was first, until the
 * request's deadline. Viewers and the worker are told after the commit.
 */
async function act(c: AppContext, parts: CommandParts, command: Command): Promise<DebateResource> {
  const { store, bus } = parts;
  const { id } = await debateRow(c, store);
  const key = debateKey(c, id);
  const log: Stored[] = [];
  for (;;) {
    log.push(...(await readLog(parts, key, log.at(-1)?.seq ?? 0, c.var.signal)));
    const last = log.at(-1);
    if (!last) return refuseNoDebate(id);
    const state = fold(log);
    const decision = decide(state, command);
    if (isRefusal(decision)) return refuseAs(decision);
    if (decision.length === 0) return debateResource(await debateRow(c, store));
    const appended = await store.append({
      ...key,
      expected: { seq: last.seq, hash: last.hash },
      events: decision,
      summary: summaryOf(fold(decision, state)),
      at: parts.now().toISOString(),
    });
    switch (appended.outcome) {
      case 'appended':
        publishEvents(bus, key.tenant, appended.events);
        bus.publish(topics.work, id);
        return debateResource(await debateRow(c, store));
      case 'behind':
        break;
      case 'missing':
        return refuseNoDebate(id);
      case 'fenced':
        throw new Error('a command has no lease that could have passed to another');
      default:
        assertNever(appended);
    }
  }
}
