import type { TestBed } from './test-bed.ts';

export interface StreamEvent {
  readonly type: string;
  readonly seq: number | null;
  /** The turn id in the data. */
  readonly turn: string | null;
}

/** The events of one response, until it ends or breaks. */
export async function* readEventStream(
  url: string,
  debate: string,
  { headers }: TestBed,
): AsyncGenerator<StreamEvent> {
  const stream = await fetch(`${url}/api/v1/debates/${debate}/events`, {
    headers: { ...headers, accept: 'text/event-stream' },
  });
  if (stream.status !== 200 || !stream.body)
    throw new Error(`the event stream was answered with ${stream.status}`);
  let buffered = '';
  for await (const text of stream.body.pipeThrough(new TextDecoderStream())) {
    buffered += text;
    const blocks = buffered.split('\n\n');
    buffered = blocks.pop() ?? '';
    yield* blocks.map(parseStreamEvent);
  }
}

function parseStreamEvent(block: string): StreamEvent {
  const member = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const seq = member('id');
  const { data } = JSON.parse(member('data') ?? '{}');
  return {
    type: member('event') ?? '',
    seq: seq === undefined ? null : Number(seq),
    turn: data?.turn ?? null,
  };
}
