import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { createTextPacket } from '../../live/packet.ts';
import type { DebateKey } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import type { EventStreamDeps } from '../live/sse.ts';
import type { CompletionFormat } from './completion.ts';
import { createProgressText, describeOutcome } from './progress.ts';

export interface DebateCompletion {
  readonly key: DebateKey;
  readonly format: CompletionFormat;
  readonly loadRecord: () => Promise<SignedRecord | null>;
}

/**
 * Writes a debate as a completion while it runs, to a viewer that has been admitted. The headers are sent at once, with
 * the id of the debate: libraries repeat a request that fails before them, which would start a second debate. A
 * disconnect does not end the debate.
 */
export function serveCompletion(
  c: AppContext,
  deps: EventStreamDeps,
  { key, format, loadRecord }: DebateCompletion,
): Response {
  const { outgoing } = c.env;
  const writer = openWriter(c, deps, key.debate, format);
  const progressText = createProgressText();

  async function finish(): Promise<void> {
    try {
      const record = await loadRecord();
      if (record) writer.end(format.progress(describeOutcome(record)) + format.finish(record));
      else writer.fail('internal-error', 'The debate has ended, but has no record.');
    } catch {
      writer.fail(
        'unavailable',
        'The record could not be read. Repeat the request with the id of the debate.',
      );
    }
  }

  const unsubscribe = deps.hub.subscribe(key, 0, {
    ...writer.connection,
    send(packet) {
      const text = packet.events().map(progressText).join('');
      if (text !== '') writer.write(format.progress(text));
    },
    onSubscribed() {},
    onEnded(reason) {
      if (reason === 'ended') void finish();
      else if (reason === 'missing') writer.fail('not-found', 'The debate has been deleted.');
      else
        writer.fail(
          'unavailable',
          'The client reads too slowly. Repeat the request with the id of the debate.',
        );
    },
  });
  const { caller, address } = c.var;
  const subject = `debate/${key.debate}`;
  const closeKeySession = deps.accessControl.keySessions.open({ caller, address }, subject, () =>
    writer.fail('unauthenticated', 'The key of this request is no longer valid.'),
  );
  outgoing.on('error', unsubscribe);
  outgoing.once('close', () => {
    unsubscribe();
    closeKeySession();
  });
  return RESPONSE_ALREADY_SENT;
}

/** Sends the headers and the first part, and keeps the connection alive. After its end, nothing is written. */
function openWriter(
  c: AppContext,
  { viewers }: Pick<EventStreamDeps, 'viewers'>,
  debate: string,
  format: CompletionFormat,
) {
  const { outgoing } = c.env;
  const connection = viewers.register('sse', outgoing, {
    encode: (packet) => packet.sse(),
    heartbeat() {
      write(format.heartbeat);
      return !connection.checkStalled();
    },
    askToReconnect: () => fail('unavailable', restarting),
    terminate: () => outgoing.destroy(),
  });

  function write(text: string): void {
    if (text !== '') connection.send(createTextPacket(text));
  }

  function end(text: string): void {
    write(text);
    connection.flush();
    outgoing.end();
  }

  function fail(code: string, message: string): void {
    const text = format.fail(code, message);
    if (text === null) outgoing.destroy();
    else end(text);
  }

  outgoing.writeHead(200, {
    ...Object.fromEntries(c.body(null).headers),
    'content-type': format.mediaType,
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-rostrum-debate': debate,
  });
  // One document has no first part to send them with.
  outgoing.flushHeaders();
  write(format.start());
  return { connection, write, end, fail };
}

const restarting =
  'This process ends; the debate goes on. Repeat the request with its Idempotency-Key, or with the id of the debate ' +
  'in metadata.debate.';
