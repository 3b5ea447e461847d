import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BusPair, buses } from '../support/live/buses.ts';
import { until } from '../support/until.ts';

const topic = 'debate/bus-suite';

describe.each(buses)('$name', ({ available, open }) => {
  let bus: BusPair;

  beforeEach(async (context) => {
    context.skip(!available);
    bus = await open();
  });
  afterEach(() => bus?.close());

  /** A list that grows with every message on a topic. */
  async function collectMessages(on = topic, listen = bus.second): Promise<string[]> {
    const messages: string[] = [];
    await listen.subscribe(on, (message) => messages.push(message));
    return messages;
  }

  /** Resolves when all that was published before it has been delivered. */
  async function waitForDelivery(): Promise<void> {
    const markers = await collectMessages('debate/mark');
    bus.first.publish('debate/mark', 'now');
    await until(() => markers.length > 0, 'the marker message');
  }

  it('delivers to every subscriber of a topic, in the order published, and to no other topic', async () => {
    const [first, second, other] = [
      await collectMessages(),
      await collectMessages(topic, bus.first),
      await collectMessages('debate/other'),
    ];
    const sent = Array.from({ length: 200 }, (_, index) => `m${index}`);
    for (const message of sent) bus.first.publish(topic, message);
    await waitForDelivery();
    expect(first).toEqual(sent);
    await until(() => second.length === sent.length, 'all messages', { last: () => second.length });
    expect(second).toEqual(sent);
    expect(other).toEqual([]);
  });

  it('carries any text unchanged', async () => {
    const messages = await collectMessages();
    const texts = [
      '',
      'naïve 😀 \u0000 \r\n',
      '\ud83d',
      JSON.stringify({ text: '\ud83d' }),
      'x'.repeat(1_000_000),
    ];
    for (const text of texts) bus.first.publish(topic, JSON.stringify(text));
    await until(() => messages.length === texts.length, 'all messages', { last: () => messages.length });
    expect(messages.map((message) => JSON.parse(message))).toEqual(texts);
  });

  it('keeps delivering to the same function subscribed twice when one subscription ends', async () => {
    const messages: string[] = [];
    const listener = (message: string) => messages.push(message);
    const unsubscribe = await bus.second.subscribe(topic, listener);
    await bus.second.subscribe(topic, listener);
    unsubscribe();
    unsubscribe();
    bus.first.publish(topic, 'once');
    await waitForDelivery();
    expect(messages).toEqual(['once']);
  });

  it('delivers nothing after an unsubscribe, and delivers again after a new subscription', async () => {
    const messages: string[] = [];
    const listener = (message: string) => messages.push(message);
    const unsubscribe = await bus.second.subscribe(topic, listener);
    unsubscribe();
    bus.first.publish(topic, 'missed');
    await waitForDelivery();
    await bus.second.subscribe(topic, listener);
    bus.first.publish(topic, 'received');
    await until(() => messages.length > 0, 'a message');
    expect(messages).toEqual(['received']);
  });

  it('calls the other listeners when one throws, and reports the error', async () => {
    await bus.second.subscribe(topic, () => {
      throw new Error('a bug');
    });
    const messages = await collectMessages();
    bus.first.publish(topic, 'hello');
    await until(() => messages.length > 0, 'a message');
    expect(bus.errors).toEqual([new Error('a bug')]);
  });

  it('keeps the order of messages when a listener publishes', async () => {
    await bus.second.subscribe(topic, (message) => {
      if (message === 'question') bus.second.publish(topic, 'answer');
    });
    const messages = await collectMessages();
    bus.first.publish(topic, 'question');
    await until(() => messages.length === 2, 'two messages', { last: () => messages });
    expect(messages).toEqual(['question', 'answer']);
  });

  it('does not call a listener from within publish', async () => {
    let publishing = false;
    const messages: string[] = [];
    await bus.first.subscribe(topic, (message) => {
      expect(publishing).toBe(false);
      messages.push(message);
    });
    publishing = true;
    bus.first.publish(topic, 'hello');
    publishing = false;
    await until(() => messages.length === 1, 'one message', { last: () => messages });
    expect(bus.errors).toEqual([]);
  });

  it('does not throw and delivers nothing once it is closed', async () => {
    const messages = await collectMessages();
    expect(bus.second.isHealthy()).toBe(true);
    await bus.second.close();
    await bus.second.close();
    expect(bus.second.isHealthy()).toBe(false);
    bus.second.publish(topic, 'too late');
    bus.first.publish('debate/other', 'no listener');
    (await bus.second.subscribe(topic, (message) => messages.push(message)))();
    bus.first.publish(topic, 'too late, too');
    expect(messages).toEqual([]);
  });
});
