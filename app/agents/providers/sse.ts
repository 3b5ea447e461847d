/** A line that is longer than this is no event of a model. */
const lineCharsMax = 8 * 1024 * 1024;

/**
 * The data of each event in a stream of server-sent events. Reads every line ending, comments, events of several data
 * lines, characters split between chunks, and a last event without an empty line.
 */
export async function* readEventData(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be the first half of a line ending.
    const end = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + rest.slice(end);
    if (rest.length > lineCharsMax)
      throw new Error(`a line of the stream is longer than ${lineCharsMax} characters`);
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
      } else {
        const value = dataOf(line);
        if (value !== null) data.push(value);
      }
    }
  }
  const value = dataOf(rest);
  if (value !== null) data.push(value);
  if (data.length > 0) yield data.join('\n');
}

/** The value of a data line; null for comments and other fields. */
function dataOf(line: string): string | null {
  if (!line.startsWith('data:')) return null;
  return line.slice(line[5] === ' ' ? 6 : 5);
}
