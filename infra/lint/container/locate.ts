import type { Document, Value } from '../parse/document.ts';
import { View } from '../parse/value-ref.ts';
import type { Place, Unread } from '../source.ts';

type Path = readonly (string | number)[];

/** A part of a file that is told of by a name of its own, as an object or a service. */
export interface Part {
  readonly file: string;
  readonly document: Document;
  /** The way from the document to it. */
  readonly path: Path;
  readonly value: Value;
  readonly resource: string;
}

/** A part, to be asked for what it should have; what cannot be read is noted once for each place. */
export function viewOf({ file, document, path: at, value, resource }: Part, unread: Map<string, Unread>): View {
  const locate = (path: Path): Place => ({
    ...{ file, resource, path: shown(path), construct: null },
    line: document.lineOf([...at, ...path]),
  });
  return new View(value, [], {
    locate,
    skip: (place, why) => unread.set(`${place.file} ${place.resource} ${place.path}`, { place, why }),
  });
}

/** Notes that a value says nothing that can be used. */
export function unusable(view: View, why: string): null {
  view.context.skip(view.place, why);
  return null;
}

const shown = (path: Path): string =>
  path.length === 0
    ? '(itself)'
    : path
        .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
        .join('');
