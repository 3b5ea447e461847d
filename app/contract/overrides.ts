/** The overrides of a profile: any part of the contract, to any depth. */
export type Overrides<T> = {
  readonly [K in keyof T]?: T[K] extends object ? Overrides<T[K]> : T[K];
};

/** A copy of `value` with the overrides applied, to any depth. */
export function applyOverrides<T extends object>(value: T, overrides: Overrides<T>): T {
  const result = { ...value };
  for (const key of Object.keys(overrides) as (keyof T)[]) {
    const override = overrides[key];
    const current = value[key];
    if (override === undefined) continue;
    result[key] =
      isObject(current) && isObject(override)
        ? (applyOverrides(current, override) as T[typeof key])
        : (override as T[typeof key]);
  }
  return result;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
