import type { Store } from '../../../app/store/store.ts';

/** Hooks around every call of the store, with the method's name: they may wait or throw. */
export interface Faults {
  /** Before the call; a throw prevents it. */
  before?: (method: string) => Promise<void> | void;
  /** After the call had its effect; a throw loses its result. */
  after?: (method: string) => Promise<void> | void;
}

/** A store with faults, which a test can change at any time. */
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

/** The driver's error when the server is unreachable. */
export const connectionRefused = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A worker's store and its crash: calls after it have no effect and never resolve. */
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
