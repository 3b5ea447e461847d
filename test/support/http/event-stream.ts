import type { ServerResponse } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

export const eventStreamType = 'text/event-stream';

/** Passes on the frames of an event stream when they are written, and keeps nothing but the start of the next one. */
export function watchEventStream(
  outgoing: ServerResponse,
  onFrames: (frames: string, status: number) => void,
): void {
  const decoder = new StringDecoder('utf8');
  let isEventStream = false;
  let partial = '';

  function read(part: unknown): void {
    if (!isEventStream || !(typeof part === 'string' || part instanceof Uint8Array)) return;
    const text = partial + (typeof part === 'string' ? part : decoder.write(part));
    const end = text.lastIndexOf(frameEnd);
    partial = end === -1 ? text : text.slice(end + frameEnd.length);
    if (end !== -1) onFrames(text.slice(0, end), outgoing.statusCode);
  }

  outgoing.writeHead = before(outgoing.writeHead, (args) => {
    isEventStream = args.some(
      (headers) =>
        typeof headers === 'object' && Reflect.get(headers ?? {}, 'content-type') === eventStreamType,
    );
  });
  outgoing.write = before(outgoing.write, ([part]) => read(part));
  outgoing.end = before(outgoing.end, ([part]) => read(part));
}

/** The data of each frame that has some. Other lines only repeat members of it. */
export const readEventData = (frames: string): readonly string[] =>
  frames.split(frameEnd).flatMap((frame) => {
    const data = frame.split('\n').filter((line) => line.startsWith(dataField));
    return data.length === 0 ? [] : [data.map((line) => line.slice(dataField.length)).join('\n')];
  });

const frameEnd = '\n\n';
const dataField = 'data: ';

/** A method that is called after `look` has seen its arguments. */
const before = <Method extends object>(method: Method, look: (args: readonly unknown[]) => void): Method =>
  new Proxy(method, {
    apply(target, self, args: unknown[]) {
      look(args);
      return typeof target === 'function' ? Reflect.apply(target, self, args) : undefined;
    },
  });
