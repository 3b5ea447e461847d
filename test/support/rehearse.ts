import type { Clock } from '../../app/agents/clock.ts';
import { systemClock } from '../../app/agents/clock.ts';
import { readRehearsalOptions } from '../../app/agents/rehearsal/options.ts';
import { createRehearsal } from '../../app/agents/rehearsal.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Brief } from '../../app/debate/brief.ts';

/** A rehearsal with these options, as fast as possible unless they say otherwise. */
export function rehearsalOf(query = '', clock: Clock = systemClock) {
  const given = new URLSearchParams(query);
  for (const name of ['tps', 'ttftMs']) if (!given.has(name)) given.set(name, '0');
  const options = readRehearsalOptions(given.toString());
  if (typeof options === 'string') throw new Error(options);
  return createRehearsal({ options, limits: profile('test').agents, clock });
}

/** The text that a rehearsal speaks. */
export async function rehearse(brief: Brief, query = ''): Promise<string> {
  const signal = new AbortController().signal;
  return (await rehearsalOf(query).speak(brief, { signal, onText: () => {} })).text;
}

/** Seeds of debates to try a rule on. */
export const seeds: readonly number[] = Array.from({ length: 25 }, (_, index) => index * 7919 + 1);
