import { createRehearsal } from '../../../app/agents/rehearsal/agent.ts';
import { readRehearsalOptions } from '../../../app/agents/rehearsal/options.ts';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import { type Clock, systemClock } from '../../../app/shared/clock.ts';

/** A rehearsal agent with these options; as fast as possible by default. */
export function createTestRehearsal(query = '', clock: Clock = systemClock) {
  const params = new URLSearchParams(query);
  for (const name of ['tps', 'ttftMs']) if (!params.has(name)) params.set(name, '0');
  const options = readRehearsalOptions(params.toString());
  if (typeof options === 'string') throw new Error(options);
  return createRehearsal({ options, clock });
}

/** The reply of a rehearsal agent. */
export async function rehearse(brief: TurnContext, query = ''): Promise<string> {
  const signal = new AbortController().signal;
  return (await createTestRehearsal(query).generate(brief, { signal, onText: () => {} })).text;
}

/** Debate seeds for tests that run over many debates. */
export const debateSeeds: readonly number[] = Array.from({ length: 25 }, (_, index) => index * 7919 + 1);
