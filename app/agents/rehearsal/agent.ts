import type { Contract } from '../../contract/types/contract.ts';
import { assertNever } from '../../debate/core/events.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import { type Clock, sleep } from '../../shared/clock.ts';
import { type Agent, AgentFailure } from '../agent.ts';
import { createPrompt, estimateUsage } from '../prompts.ts';
import { buildArgumentMap } from './argument-map.ts';
import { writeCritique } from './critique.ts';
import { writeDecision } from './decide.ts';
import type { RehearsalOptions } from './options.ts';
import { writeProposal } from './propose.ts';
import type { RehearsedReply } from './reply-writer.ts';
import { writeRevision } from './revise.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

export interface RehearsalDeps {
  readonly options: RehearsalOptions;
  readonly limits: Contract['agents'];
  readonly clock: Clock;
}

/**
 * An agent that is no model, and says so: it finds sentences of the evidence that bear on the question and
 * quotes them in a script. The same brief and options give the same words; whether an attempt fails depends
 * on the attempt too.
 */
export function createRehearsal({ options, limits, clock }: RehearsalDeps): Agent {
  return {
    async generate(context, { signal, onText }) {
      const random = createSeededRandom(`${options.seed}\n${context.seed}`);
      const shouldHappen = (what: string, share: number) =>
        random.number(`${what} ${context.attempt} ${context.repair ? 'repair' : 'speech'}`) < share;

      await sleep(clock, options.ttftMs, signal);
      if (shouldHappen('fail', options.fail))
        throw new AgentFailure(
          'provider-error',
          `rehearsal: told to fail in ${options.fail} of all attempts`,
        );
      const fullReply = writeReply(context, random, {
        words: options.words,
        evidenceCharsMax: limits.evidenceCharsMax,
      });
      const text = shouldHappen('malformed', options.malformed) ? truncateBlock(fullReply) : fullReply;
      const isCut = shouldHappen('cutoff', options.cutoff);
      const sentText = isCut ? text.slice(0, Math.ceil(text.length * random.number('cut'))) : text;

      await stream(sentText);
      const usage = estimateUsage(createPrompt(context, limits), sentText);
      if (isCut)
        throw new AgentFailure('cut-off', 'rehearsal: told to cut its stream', { retryable: true, usage });
      return { text, usage };

      async function stream(reply: string): Promise<void> {
        const words = reply.match(/\S+\s*/g) ?? [];
        // A timer for every word would be late for all of them at a high rate, so words go out by the tick.
        const perTick =
          options.tps === 0 ? words.length : Math.max(1, Math.round((options.tps * tickMs) / 1000));
        for (let from = 0; from < words.length; from += perTick) {
          if (options.tps > 0) await sleep(clock, (perTick * 1000) / options.tps, signal);
          signal.throwIfAborted();
          onText(words.slice(from, from + perTick).join(''));
        }
      }
    },
  };
}

/** The shortest time between two pieces of text, in milliseconds. */
const tickMs = 20;

interface ReplySize {
  readonly words: number;
  readonly evidenceCharsMax: number;
}

function writeReply(
  context: TurnContext,
  random: SeededRandom,
  { words, evidenceCharsMax }: ReplySize,
): string {
  const { paragraphs, block } = writeTurn(context, random, words, evidenceCharsMax);
  const fenced = `\`\`\`json\n${JSON.stringify(block, null, 2)}\n\`\`\``;
  return context.repair ? fenced : [...paragraphs, fenced].join('\n\n');
}

function writeTurn(
  context: TurnContext,
  random: SeededRandom,
  words: number,
  evidenceCharsMax: number,
): RehearsedReply {
  const input = { argumentMap: buildArgumentMap(context, evidenceCharsMax), random, words };
  switch (context.phase) {
    case 'propose':
      return writeProposal({ ...input, context });
    case 'critique':
      return writeCritique({ ...input, context });
    case 'revise':
      return writeRevision({ ...input, context });
    case 'decide':
      return writeDecision({ ...input, context });
    default:
      return assertNever(context);
  }
}

/** Like a model that ran out of breath: the block is begun and not ended. */
const truncateBlock = (text: string): string => text.slice(0, text.lastIndexOf('{') + 1);
