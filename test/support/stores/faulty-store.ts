import type { Store } from '../../../app/store/store.ts';

/** What happens to a call of the store, by its verb: nothing, a wait, or a throw. */
export interface Faults {
  /** Instead of the call. */
  before?: (method: string) => Promise<void> | void;
  /** After it has had its effect: its answer is lost. */
  after?: (method: string) => Promise<void> | void;
}

/** The store with faults, which a test may change as it goes. */
export function createFaultyStore(store: Store, faults: Faults): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await faults.before?.(String(name));
        const result: unknown = await Reflect.apply(method, target, args);
        await faults.after?.(String(name));
        return result;
      };
    },
  });
}

/** What a driver throws when the server is away. */
export const connectionRefused = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A store as a worker has it, and its death: nothing that the worker asks from then on has an effect or an answer. */
export function createCrashableStore(store: Store): { readonly store: Store; crash(): void } {
  let hasCrashed = false;
  const hangIfCrashed = () => (hasCrashed ? new Promise<void>(() => {}) : undefined);
  return {
    store: createFaultyStore(store, { before: hangIfCrashed, after: hangIfCrashed }),
    crash: () => {
      hasCrashed = true;
    },
  };
}
