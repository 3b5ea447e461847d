import { assertNever } from '../../debate/core/events.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import { type Clock, sleep } from '../../shared/clock.ts';
import { type Agent, AgentFailure } from '../agent.ts';
import { createPrompt, estimateUsage } from '../prompts.ts';
import { findArgumentMap } from './argument-map.ts';
import { writeCritique } from './critique.ts';
import { writeDecision } from './decide.ts';
import type { RehearsalOptions } from './options.ts';
import { writeProposal } from './propose.ts';
import type { RehearsedReply } from './reply-writer.ts';
import { writeRevision } from './revise.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

export interface RehearsalDeps {
  readonly options: RehearsalOptions;
  readonly clock: Clock;
}

/**
 * An agent without a language model, which states so in every turn. It quotes sentences of the evidence that are
 * relevant to the question in scripted replies. The same context and options give the same text; simulated failures
 * depend on the attempt too.
 */
export function createRehearsal({ options, clock }: RehearsalDeps): Agent {
  return {
    async generate(context, { signal, onText }) {
      const random = createSeededRandom(`${options.seed}\n${context.seed}`);
      const shouldHappen = (incident: string, share: number) =>
        random.number(`${incident} ${context.attempt} ${context.repair ? 'repair' : 'speech'}`) < share;

      await sleep(clock, options.ttftMs, signal);
      if (shouldHappen('fail', options.fail))
        throw new AgentFailure('provider-error', `rehearsal: simulated failure (fail=${options.fail})`);
      const fullReply = writeReply(context, random, options.words);
      const text = shouldHappen('malformed', options.malformed) ? truncateBlock(fullReply) : fullReply;
      const isCut = shouldHappen('cutoff', options.cutoff);
      const sentText = isCut ? text.slice(0, Math.ceil(text.length * random.number('cut'))) : text;

      await stream(sentText);
      const usage = estimateUsage(createPrompt(context), sentText);
      if (isCut)
        throw new AgentFailure('cut-off', `rehearsal: simulated cut-off (cutoff=${options.cutoff})`, {
          retryable: true,
          usage,
        });
      return { text, usage };

      async function stream(reply: string): Promise<void> {
        const words = reply.match(/\S+\s*/g) ?? [];
        // At a high rate, one timer per word would fall behind, so several words are sent per tick.
        const perTick =
          options.tps === 0 ? words.length : Math.max(1, Math.round((options.tps * tickMs) / 1000));
        let textSoFar = '';
        for (let from = 0; from < words.length; from += perTick) {
          if (options.tps > 0) await sleep(clock, (perTick * 1000) / options.tps, signal);
          signal.throwIfAborted();
          const added = words.slice(from, from + perTick).join('');
          textSoFar += added;
          onText(textSoFar, added);
        }
      }
    },
  };
}

/** The shortest time between two chunks of text. */
const tickMs = 20;

function writeReply(context: TurnContext, random: SeededRandom, words: number): string {
  const { paragraphs, block } = writeTurn(context, random, words);
  const fenced = `\`\`\`json\n${JSON.stringify(block, null, 2)}\n\`\`\``;
  return context.repair ? fenced : [...paragraphs, fenced].join('\n\n');
}

function writeTurn(context: TurnContext, random: SeededRandom, words: number): RehearsedReply {
  const input = { argumentMap: findArgumentMap(context), random, words };
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

/** Cuts a reply inside its block, as a model does at its token limit. */
const truncateBlock = (text: string): string => text.slice(0, text.lastIndexOf('{') + 1);
