import { heldPositions } from '../consensus/position-history.ts';
import type { DebateEvent, StoredEvent, TurnRef } from '../core/events.ts';
import { foldEvents } from '../core/evolve.ts';

/** What the seats of one model did. Nothing here says who was right: that needs questions with known answers. */
export interface ModelStatistics {
  readonly model: string;
  /** In which it made a call that ended. */
  readonly debates: number;
  readonly turns: number;
  /** Attempts at a turn that failed. */
  readonly failures: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** 0 for a model without a known price. */
  readonly usd: number;
  /** From the start to the end of its completed turns. */
  readonly seconds: number;
  /** Seats that held a position at the end of a debate whose decision says which positions it adopts. */
  readonly positions: number;
  /** Those of them whose position it adopts. */
  readonly adopted: number;
  /** Those of them whose last position differs in substance from their first. */
  readonly changed: number;
}

type Counts = Omit<ModelStatistics, 'model'>;
type Entry = Partial<Counts> & { readonly model: string };

/** What each model did in a debate that has ended, from its log alone; nothing while it runs. */
export function measureModels(log: readonly StoredEvent[]): readonly ModelStatistics[] {
  const state = foldEvents(log);
  if (state.phase !== 'ended') return [];
  const entries = listCalls(log);
  const models = new Set(entries.map(({ model }) => model));
  const adopts = state.end.status === 'decided' ? state.end.verdict.adopts : null;
  const positions =
    adopts === null
      ? []
      : state.settings.panel.flatMap(({ id }): readonly Entry[] => {
          const last = state.turns.findLast(
            ({ agent, outcome }) => agent === id && outcome && 'position' in outcome,
          );
          if (!last) return [];
          const history = heldPositions(state.turns, id, state.round);
          const changed = history.at(-1)?.version === history[0]?.version ? 0 : 1;
          return [{ model: last.model, positions: 1, adopted: adopts.includes(id) ? 1 : 0, changed }];
        });
  return sumByModel([...entries, ...positions, ...[...models].map((model) => ({ model, debates: 1 }))]);
}

/** The attempts that ended, with what they used. */
function listCalls(log: readonly StoredEvent[]): readonly Entry[] {
  const started = new Map<string, { readonly model: string; readonly at: string }>();
  return log.flatMap((event): readonly Entry[] => {
    if (event.type === 'turn.started')
      started.set(attemptId(event.data), { model: event.data.model, at: event.at });
    if (event.type !== 'turn.completed' && event.type !== 'turn.failed') return [];
    const start = started.get(attemptId(event.data));
    return start ? [{ model: start.model, ...measureCall(event, start.at, event.at) }] : [];
  });
}

const attemptId = ({ turn, attempt }: TurnRef): string => `${turn} ${attempt}`;

function measureCall(
  event: Extract<DebateEvent, { type: 'turn.completed' | 'turn.failed' }>,
  from: string,
  to: string,
): Partial<Counts> {
  const { usage, costUsd } = event.data;
  const used = { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens, usd: costUsd ?? 0 };
  if (event.type === 'turn.failed') return { ...used, failures: 1 };
  return { ...used, turns: 1, seconds: Math.max(0, Date.parse(to) - Date.parse(from)) / 1000 };
}

/** The totals of several debates, by name of the model. */
export const sumByModel = (entries: readonly Entry[]): readonly ModelStatistics[] =>
  [...Map.groupBy(entries, ({ model }) => model)]
    .map(([model, all]): ModelStatistics => {
      const total = (of: keyof Counts) => all.reduce((sum, entry) => sum + (entry[of] ?? 0), 0);
      return {
        model,
        debates: total('debates'),
        turns: total('turns'),
        failures: total('failures'),
        inputTokens: total('inputTokens'),
        outputTokens: total('outputTokens'),
        usd: total('usd'),
        seconds: total('seconds'),
        positions: total('positions'),
        adopted: total('adopted'),
        changed: total('changed'),
      };
    })
    .sort((a, b) => (a.model < b.model ? -1 : 1));
