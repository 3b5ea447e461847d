import type { Value, ValueMap } from '../../parse/document.ts';

export type Properties = Readonly<Record<string, Value | undefined>>;

export const toMap = (properties: Properties): ValueMap =>
  new Map(
    Object.entries(properties).flatMap(([key, value]): [string, Value][] =>
      value === undefined || value === null ? [] : [[key, value]],
    ),
  );

export const keyValues = (attributes: Properties): Value[] =>
  [...toMap(attributes)].map(([Key, value]) => toMap({ Key, Value: String(value) }));
