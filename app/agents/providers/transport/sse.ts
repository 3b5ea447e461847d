import { StringDecoder } from 'node:string_decoder';
import type { EventDecoder, StreamEvent } from './stream-event.ts';

/** What is longer than this is no event of a model. */
const eventCharsMax = 2 * 1024 * 1024;
const tooLong = `an event of the stream is longer than ${eventCharsMax} characters`;

const comment: StreamEvent = { name: '', data: null };

/**
 * Reads server-sent events with every line ending, comments, events of several data lines, characters split between
 * chunks, a byte order mark, and a last event without an empty line.
 */
export function createSseDecoder(): EventDecoder {
  const decode = createTextDecoder();
  const { readLine, takeEvents, takeRest } = createLineReader();
  /** The beginning of the next line. Joined once: the parts of a long line would be flattened one by one. */
  let parts: string[] = [];
  let partsChars = 0;

  function takeLine(end: string): string {
    if (parts.length === 0) return end;
    parts.push(end);
    const line = parts.join('');
    parts = [];
    partsChars = 0;
    return line;
  }

  return {
    push(chunk) {
      const text = decode(chunk);
      const lines = text.includes('\r') ? text.split(/\r\n|\r|\n/) : text.split('\n');
      const last = lines.pop() ?? '';
      for (const line of lines) readLine(takeLine(line));
      if (last !== '') parts.push(last);
      partsChars += last.length;
      if (partsChars > eventCharsMax) throw new Error(tooLong);
      return takeEvents();
    },
    flush() {
      readLine(takeLine(''));
      return takeRest();
    },
  };
}

/** Decodes chunks, without a byte order mark and without the second half of a line ending. */
function createTextDecoder(): (chunk: Buffer) => string {
  const decoder = new StringDecoder('utf8');
  let isFirst = true;
  let endedWithReturn = false;
  return (chunk) => {
    let text = decoder.write(chunk);
    if (text === '') return text;
    if (isFirst && text.startsWith('\ufeff')) text = text.slice(1);
    if (endedWithReturn && text.startsWith('\n')) text = text.slice(1);
    isFirst = false;
    endedWithReturn = text.endsWith('\r');
    return text;
  };
}

/** Puts lines together to events. */
function createLineReader() {
  let name = '';
  let data: string | null = null;
  /** The last line of the data can be the end of an event. */
  let isObjectEnd = false;
  let events: StreamEvent[] = [];

  function dispatch(): void {
    if (data !== null) events.push({ name, data });
    data = null;
    name = '';
    isObjectEnd = false;
  }

  function readData(value: string): void {
    // Some servers send no empty lines. JSON never goes on like this after a brace.
    if (isObjectEnd && /^[{[]/.test(value)) dispatch();
    data = data === null ? value : `${data}\n${value}`;
    isObjectEnd = value.endsWith('}');
    if (data.length > eventCharsMax) throw new Error(tooLong);
  }

  function readName(value: string): void {
    if (isObjectEnd) dispatch();
    name = value;
  }

  function takeEvents(): readonly StreamEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  return {
    readLine(line: string): void {
      if (line === '') dispatch();
      else if (line.startsWith('data:')) readData(fieldValue(line, 5));
      else if (line.startsWith('event:')) readName(fieldValue(line, 6));
      else if (line.startsWith(':')) events.push(comment);
    },
    takeEvents,
    /** Also the event that has no empty line yet. */
    takeRest: (): readonly StreamEvent[] => [
      ...takeEvents(),
      ...(data === null ? [] : [{ name, data, isPartial: true }]),
    ],
  };
}

/** One space after the colon is not part of the value. */
const fieldValue = (line: string, start: number): string =>
  line.slice(line[start] === ' ' ? start + 1 : start);
