import type { Client } from '../../client/client.ts';
import type { Envelope } from '../../debate/core/frames.ts';
import { applyFrame, emptyView } from '../../debate/views/debate.ts';
import { sleep, systemClock } from '../../shared/clock.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, parseNumber, requireSingle } from '../../shared/command-line/parse.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output/terminal.ts';
import { createTranscript } from '../output/transcript.ts';
import { logLines, screenLines } from '../output/transcript-lines.ts';
import { resolveServer } from '../server.ts';

const options = {
  speed: {
    type: 'string',
    placeholder: 'N',
    description: 'Times the original speed; default 20; 0: without waiting',
  },
  short: { type: 'boolean', description: 'Of each turn, only its position' },
  plain: { type: 'boolean', description: 'Print a plain log; default without a terminal' },
  ...commonOptions,
} as const satisfies CommandOptions;

const speedDefault = 20;
/** A pause of a debate is not worth waiting for. */
const waitMsMax = 3000;

export const replayCommand: CliCommand = {
  usage: 'ID',
  ownServer: 'read',
  summary: 'Show the events of a debate again, faster than they happened',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const id = requireSingle(positionals, 'the id of a debate');
    const speed = parseNumber('speed', values.speed, 'any') ?? speedDefault;
    const { client } = resolveServer(values, terminal);
    const { interrupted: signal } = terminal;
    const output = createOutput(terminal, 'stdout', values.plain ?? false);
    const render = output.screen ? screenLines : logLines;
    const createEntries = createTranscript({ isShort: values.short ?? false, formats: terminal.formats });
    let view = emptyView(id);
    let previousMs: number | null = null;
    for await (const event of storedEvents(client, id, signal)) {
      const atMs = Date.parse(event.at);
      const waitMs = speed > 0 && previousMs !== null ? (atMs - previousMs) / speed : 0;
      if (waitMs > 0) await sleep(systemClock, Math.min(waitMs, waitMsMax), signal);
      previousMs = atMs;
      view = applyFrame(view, event);
      const entries = createEntries(event, view);
      output.writeLines(entries.flatMap((entry) => render(entry, output.columns(), output.style)));
    }
    return exitCodes.decided;
  },
};

async function* storedEvents(client: Client, id: string, signal: AbortSignal): AsyncGenerator<Envelope> {
  let after: number | null = 0;
  while (after !== null) {
    const page: Awaited<ReturnType<Client['events']>> = await client.events(id, { after, signal });
    yield* page.events;
    // A running debate always has a next page, which is empty at present.
    after = page.events.length === 0 ? null : page.next;
  }
}
