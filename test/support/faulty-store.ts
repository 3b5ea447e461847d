import type { Store } from '../../app/store/store.ts';

/** What happens to a call of the store, by its verb: nothing, a wait, or a throw. */
export interface Faults {
  /** Instead of the call. */
  before?: (verb: string) => Promise<void> | void;
  /** After it has had its effect: its answer is lost. */
  after?: (verb: string) => Promise<void> | void;
}

/** The store with faults, which a test may change as it goes. */
export function faultyStore(store: Store, faults: Faults): Store {
  return new Proxy(store, {
    get(target, name) {
      const verb: unknown = Reflect.get(target, name);
      if (typeof verb !== 'function') return verb;
      return async (...asked: unknown[]) => {
        await faults.before?.(String(name));
        const answer: unknown = await Reflect.apply(verb, target, asked);
        await faults.after?.(String(name));
        return answer;
      };
    },
  });
}

/** What a driver throws when the server is away. */
export const outage = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A store as a worker has it, and its death: nothing that the worker asks from then on has an effect or an answer. */
export function mortalStore(store: Store): { readonly store: Store; die(): void } {
  let dead = false;
  const never = () => (dead ? new Promise<void>(() => {}) : undefined);
  return {
    store: faultyStore(store, { before: never, after: never }),
    die: () => {
      dead = true;
    },
  };
}
