import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buses, type OpenBus } from '../support/buses.ts';
import { until } from '../support/until.ts';

const topic = 'debate/bus-suite';

describe.each(buses)('$name', ({ available, open }) => {
  let bus: OpenBus;

  beforeEach(async (context) => {
    context.skip(!available);
    bus = await open();
  });
  afterEach(() => bus?.close());

  /** A list that grows with every message on a topic. */
  async function heard(on = topic, listen = bus.there): Promise<string[]> {
    const messages: string[] = [];
    await listen.subscribe(on, (message) => messages.push(message));
    return messages;
  }

  /** Resolves when all that was published before it has been delivered. */
  async function settled(): Promise<void> {
    const mark = await heard('debate/mark');
    bus.here.publish('debate/mark', 'now');
    await until(() => mark.length > 0);
  }

  it('delivers to every subscriber of a topic, in the order published, and to no other topic', async () => {
    const [first, second, other] = [await heard(), await heard(topic, bus.here), await heard('debate/other')];
    const sent = Array.from({ length: 200 }, (_, index) => `m${index}`);
    for (const message of sent) bus.here.publish(topic, message);
    await settled();
    expect(first).toEqual(sent);
    await until(() => second.length === sent.length);
    expect(second).toEqual(sent);
    expect(other).toEqual([]);
  });

  it('carries any text unchanged', async () => {
    const messages = await heard();
    const texts = [
      '',
      'naïve 😀 \u0000 \r\n',
      '\ud83d',
      JSON.stringify({ text: '\ud83d' }),
      'x'.repeat(1_000_000),
    ];
    for (const text of texts) bus.here.publish(topic, JSON.stringify(text));
    await until(() => messages.length === texts.length);
    expect(messages.map((message) => JSON.parse(message))).toEqual(texts);
  });

  it('goes on delivering to the others when one listener leaves, even if it was the same function', async () => {
    const messages: string[] = [];
    const listener = (message: string) => messages.push(message);
    const leave = await bus.there.subscribe(topic, listener);
    await bus.there.subscribe(topic, listener);
    leave();
    leave();
    bus.here.publish(topic, 'once');
    await settled();
    expect(messages).toEqual(['once']);
  });

  it('delivers nothing after a listener has left, and again when it is back', async () => {
    const messages: string[] = [];
    const listener = (message: string) => messages.push(message);
    const leave = await bus.there.subscribe(topic, listener);
    leave();
    bus.here.publish(topic, 'missed');
    await settled();
    await bus.there.subscribe(topic, listener);
    bus.here.publish(topic, 'heard');
    await until(() => messages.length > 0);
    expect(messages).toEqual(['heard']);
  });

  it('calls the other listeners when one throws, and reports it', async () => {
    await bus.there.subscribe(topic, () => {
      throw new Error('a bug');
    });
    const messages = await heard();
    bus.here.publish(topic, 'hello');
    await until(() => messages.length > 0);
    expect(bus.errors).toEqual([new Error('a bug')]);
  });

  it('keeps the order for others when a listener publishes', async () => {
    await bus.there.subscribe(topic, (message) => {
      if (message === 'question') bus.there.publish(topic, 'answer');
    });
    const messages = await heard();
    bus.here.publish(topic, 'question');
    await until(() => messages.length === 2);
    expect(messages).toEqual(['question', 'answer']);
  });

  it('does not call a listener from within publish', async () => {
    let publishing = false;
    const messages: string[] = [];
    await bus.here.subscribe(topic, (message) => {
      expect(publishing).toBe(false);
      messages.push(message);
    });
    publishing = true;
    bus.here.publish(topic, 'hello');
    publishing = false;
    await until(() => messages.length === 1);
    expect(bus.errors).toEqual([]);
  });

  it('never throws, and is silent once it is closed', async () => {
    const messages = await heard();
    expect(bus.there.healthy()).toBe(true);
    await bus.there.close();
    await bus.there.close();
    expect(bus.there.healthy()).toBe(false);
    bus.there.publish(topic, 'too late');
    bus.here.publish('debate/nobody', 'listens');
    (await bus.there.subscribe(topic, (message) => messages.push(message)))();
    bus.here.publish(topic, 'too late, too');
    expect(messages).toEqual([]);
  });
});
