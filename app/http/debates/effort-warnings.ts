import type { Roster } from '../../agents/agent.ts';
import type { DebateSettings } from '../../debate/core/events.ts';
import { allSeats, modelsOfSeat } from '../../debate/core/presets.ts';

/** Names the models of seats with an effort that take none. */
export function ignoredEffortWarnings(
  settings: DebateSettings,
  roster: Pick<Roster, 'callSettings'>,
): readonly string[] {
  const models = allSeats(settings).flatMap((seat) =>
    seat.effort === undefined
      ? []
      : modelsOfSeat(seat).filter((model) => roster.callSettings(model, seat).effort === null),
  );
  return [...new Set(models)].map((model) => `${model} takes no effort: it is called without it.`);
}
