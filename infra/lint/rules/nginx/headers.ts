import type { headersOf } from '../../models/nginx/scope.ts';
import type { Place } from '../../source.ts';

/** What a location hands on, and on which level that is set. */
export type Headers = NonNullable<ReturnType<typeof headersOf>>;

export const placeOfHeader = ({ scope }: Headers, name: string, { line }: { readonly line: number }): Place =>
  scope.placeOf(`proxy_set_header ${name}`, line);
