// CPU of reading tokens: 100 streams of 50 tokens a second over loopback, from a server in another process.
// node test/bench/tokens-in.ts [SECONDS] [REPETITIONS]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { defaultTraits } from '../../app/agents/model-traits.ts';
import { createPacedSend, type Send, sendOverHttp } from '../../app/agents/providers/transport/send.ts';
import { profile } from '../../app/contract/profiles.ts';
import { createBatchTimer } from '../../app/shared/batch-timer.ts';
import { systemClock } from '../../app/shared/clock.ts';
import { listenOnLoopback } from '../support/agents/model-server.ts';
import { type WireName, wireFormats } from '../support/agents/wire-formats.ts';
import { createWireStream } from '../support/agents/wire-streams.ts';

const streams = 100;
const tokenMs = 20;
const token = ' token';
const wires: readonly WireName[] = ['compatible', 'openai', 'anthropic', 'google', 'bedrock'];

/** The same reader behind Node's fetch, to compare. */
const sendOverFetch: Send = async ({ url, headers, body, signal }) => {
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  const reader = response.body?.getReader();
  const readable = new Readable({
    read() {
      reader?.read().then(
        ({ done, value }) =>
          this.push(done ? null : Buffer.from(value.buffer, value.byteOffset, value.length)),
        (error) => this.destroy(error),
      );
    },
  });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: readable };
};

/** As the program sends: its connections are read together. */
const sendPaced = createPacedSend({
  batchTimer: createBatchTimer(systemClock, profile('production').live.deltaBatchMs),
  clock: systemClock,
});

const transports: Readonly<Record<string, Send>> = {
  'node:http, read together': sendPaced,
  'node:http': sendOverHttp,
  fetch: sendOverFetch,
};

async function serve(wire: WireName, seconds: number): Promise<void> {
  const format = wireFormats[wire];
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': format.contentType }).write(format.start());
    let left = (seconds * 1000) / tokenMs;
    const timer = setInterval(() => {
      if (left-- > 0) response.write(format.text(token));
      else {
        clearInterval(timer);
        response.end(format.end('stop'));
      }
    }, tokenMs);
  });
  process.send?.(await listenOnLoopback(server));
}

/** Reads all streams, and reports microseconds of CPU for each token. */
async function measure(wire: WireName, url: string, send: Send): Promise<void> {
  const stream = createWireStream(wire, { url, clock: systemClock, send });
  const signal = new AbortController().signal;
  const prompt = { system: 'S', sharedChars: 0, messages: [{ role: 'user' as const, content: 'Q' }] };
  const request = { prompt, outputTokensMax: 8192, effort: null, traits: defaultTraits, signal };
  let tokens = 0;
  const readOne = async () => {
    await stream(request, ({ text }) => {
      tokens += text.length / token.length;
    });
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: streams }, readOne));
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / tokens);
  process.disconnect?.();
}

async function start(...args: readonly string[]): Promise<{ child: ChildProcess; message: unknown }> {
  const child = fork(import.meta.filename, args);
  const [message] = await once(child, 'message');
  return { child, message };
}

async function compare(seconds: string, repetitions: number): Promise<void> {
  for (const wire of wires) {
    const server = await start('serve', wire, seconds);
    const results: Record<string, number[]> = {};
    for (let round = 0; round < repetitions; round++)
      for (const name of Object.keys(transports)) {
        const { message } = await start('measure', wire, String(server.message), name);
        results[name] = [...(results[name] ?? []), Number(message)];
      }
    server.child.kill();
    for (const [name, all] of Object.entries(results))
      console.log(`${wire} over ${name}: ${all.map((us) => us.toFixed(1)).join(' ')} us a token`);
  }
}

const [mode = '5', wireArgument = '3', third = '', fourth = ''] = process.argv.slice(2);
const wire = wires.find((name) => name === wireArgument) ?? 'compatible';
if (mode === 'serve') await serve(wire, Number(third));
else if (mode === 'measure') await measure(wire, third, transports[fourth] ?? sendOverHttp);
else await compare(mode, Number(wireArgument));
