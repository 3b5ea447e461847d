import type { LinePosition } from '../../models/nginx/parse.ts';
import type { findHeaders } from '../../models/nginx/scope.ts';
import type { SourceLocation } from '../../types.ts';

/** The headers that a location sends to the upstream, and the level that sets them. */
export type UpstreamHeaders = NonNullable<ReturnType<typeof findHeaders>>;

export const locateHeader = ({ scope }: UpstreamHeaders, name: string, at: LinePosition): SourceLocation =>
  scope.placeOf(`proxy_set_header ${name}`, at);
