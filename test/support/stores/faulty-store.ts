import type { Store } from '../../../app/store/store.ts';

/** Hooks around the calls of a store; they may wait or throw. */
export interface Faults {
  /** Runs before the call; an error prevents it. */
  before?: (method: string) => Promise<void> | void;
  /** Runs after the call has taken effect; an error loses its answer. */
  after?: (method: string) => Promise<void> | void;
}

/** A store with faults, which a test may change while it runs. */
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

/** The error of a driver when the server is unreachable. */
export const connectionRefused = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A store of a worker that can crash: after `crash`, its calls have no effect and never return. */
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
