import { StringDecoder } from 'node:string_decoder';
import type { EventDecoder, StreamEvent } from './stream-event.ts';

/** A line that is longer than this is no event of a model. */
const lineCharsMax = 8 * 1024 * 1024;

const comment: StreamEvent = { name: '', data: null };

/**
 * Reads server-sent events with every line ending, comments, events of several data lines, characters split between
 * chunks, a byte order mark, and a last event without an empty line.
 */
export function createSseDecoder(): EventDecoder {
  const decoder = new StringDecoder('utf8');
  let isFirst = true;
  let endedWithReturn = false;
  let rest = '';
  let name = '';
  let data: string | null = null;
  let events: StreamEvent[] = [];

  function readLine(line: string): void {
    if (line === '') {
      if (data !== null) events.push({ name, data });
      data = null;
      name = '';
    } else if (line.startsWith('data:')) {
      const value = fieldValue(line, 5);
      data = data === null ? value : `${data}\n${value}`;
    } else if (line.startsWith('event:')) {
      name = fieldValue(line, 6);
    } else if (line.startsWith(':')) {
      events.push(comment);
    }
  }

  /** The decoded chunk, without a byte order mark and without the second half of a line ending. */
  function decode(chunk: Buffer): string {
    let text = decoder.write(chunk);
    if (text === '') return text;
    if (isFirst && text.startsWith('\ufeff')) text = text.slice(1);
    if (endedWithReturn && text.startsWith('\n')) text = text.slice(1);
    isFirst = false;
    endedWithReturn = text.endsWith('\r');
    return text;
  }

  return {
    push(chunk) {
      events = [];
      const text = decode(chunk);
      const lines = text.includes('\r') ? text.split(/\r\n|\r|\n/) : text.split('\n');
      const last = lines.length - 1;
      for (let index = 0; index < last; index++) {
        readLine(rest + lines[index]);
        rest = '';
      }
      rest += lines[last];
      if (rest.length > lineCharsMax)
        throw new Error(`a line of the stream is longer than ${lineCharsMax} characters`);
      return events;
    },
    flush() {
      events = [];
      readLine(rest);
      if (data !== null) events.push({ name, data, isPartial: true });
      return events;
    },
  };
}

/** One space after the colon is not part of the value. */
const fieldValue = (line: string, start: number): string =>
  line.slice(line[start] === ' ' ? start + 1 : start);
