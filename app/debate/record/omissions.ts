import type { Omission, StoredEvent } from '../core/events.ts';

/** What prompts left out, the shortest version of each text once. */
export function listOmissions(log: readonly StoredEvent[]): readonly Omission[] {
  const shortest = new Map<string, Omission>();
  for (const event of log) {
    if (event.type !== 'turn.started') continue;
    for (const omission of event.data.omissions ?? []) {
      const known = shortest.get(omission.from);
      if (!known || omission.shown / omission.total < known.shown / known.total)
        shortest.set(omission.from, omission);
    }
  }
  return [...shortest.values()];
}
