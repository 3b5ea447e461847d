import type { Contract } from '../contract/contract.ts';
import type { Brief } from '../debate/brief.ts';
import { assertNever } from '../debate/events.ts';
import { type Agent, AgentFailure } from './agent.ts';
import { type Clock, sleep } from './clock.ts';
import { createPrompt, estimateUsage } from './prompts.ts';
import { createCase } from './rehearsal/case.ts';
import { critique } from './rehearsal/critique.ts';
import { decide } from './rehearsal/decide.ts';
import { createDraw, type Draw } from './rehearsal/draw.ts';
import type { RehearsalOptions } from './rehearsal/options.ts';
import { propose } from './rehearsal/propose.ts';
import { revise } from './rehearsal/revise.ts';
import type { Turn } from './rehearsal/script.ts';

export interface RehearsalParts {
  readonly options: RehearsalOptions;
  readonly limits: Contract['agents'];
  readonly clock: Clock;
}

/**
 * An agent that is no model, and says so: it finds sentences of the evidence that bear on the question and
 * quotes them in a script. The same brief and options give the same words; whether an attempt fails depends
 * on the attempt too.
 */
export function createRehearsal({ options, limits, clock }: RehearsalParts): Agent {
  return {
    async speak(brief, { signal, onText }) {
      const draw = createDraw(`${options.seed}\n${brief.seed}`);
      const happens = (what: string, share: number) =>
        draw.number(`${what} ${brief.attempt} ${brief.repair ? 'repair' : 'speech'}`) < share;

      await sleep(clock, options.ttftMs, signal);
      if (happens('fail', options.fail))
        throw new AgentFailure(
          'provider-error',
          `rehearsal: told to fail in ${options.fail} of all attempts`,
        );
      const whole = reply(brief, draw, { words: options.words, evidenceCharsMax: limits.evidenceCharsMax });
      const text = happens('malformed', options.malformed) ? withBrokenBlock(whole) : whole;
      const isCut = happens('cutoff', options.cutoff);
      const spoken = isCut ? text.slice(0, Math.ceil(text.length * draw.number('cut'))) : text;

      await stream(spoken);
      const usage = estimateUsage(createPrompt(brief, limits), spoken);
      if (isCut)
        throw new AgentFailure('cut-off', 'rehearsal: told to cut its stream', { retryable: true, usage });
      return { text, usage };

      async function stream(all: string): Promise<void> {
        const pieces = all.match(/\S+\s*/g) ?? [];
        // A timer for every word would be late for all of them at a high rate, so words go out by the tick.
        const perTick =
          options.tps === 0 ? pieces.length : Math.max(1, Math.round((options.tps * tickMs) / 1000));
        for (let from = 0; from < pieces.length; from += perTick) {
          if (options.tps > 0) await sleep(clock, (perTick * 1000) / options.tps, signal);
          signal.throwIfAborted();
          onText(pieces.slice(from, from + perTick).join(''));
        }
      }
    },
  };
}

/** The shortest time between two pieces of text, in milliseconds. */
const tickMs = 20;

interface Length {
  readonly words: number;
  readonly evidenceCharsMax: number;
}

function reply(brief: Brief, draw: Draw, { words, evidenceCharsMax }: Length): string {
  const { paragraphs, block } = turn(brief, draw, words, evidenceCharsMax);
  const fenced = `\`\`\`json\n${JSON.stringify(block, null, 2)}\n\`\`\``;
  return brief.repair ? fenced : [...paragraphs, fenced].join('\n\n');
}

function turn(brief: Brief, draw: Draw, words: number, evidenceCharsMax: number): Turn {
  const scene = { matter: createCase(brief, evidenceCharsMax), draw, words };
  switch (brief.phase) {
    case 'propose':
      return propose({ ...scene, brief });
    case 'critique':
      return critique({ ...scene, brief });
    case 'revise':
      return revise({ ...scene, brief });
    case 'decide':
      return decide({ ...scene, brief });
    default:
      return assertNever(brief);
  }
}

/** Like a model that ran out of breath: the block is begun and not ended. */
const withBrokenBlock = (text: string): string => text.slice(0, text.lastIndexOf('{') + 1);
