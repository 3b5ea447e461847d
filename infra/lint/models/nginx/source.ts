import { flawsOf } from '../../rules/nginx/all.ts';
import type { Input, Source, Unread } from '../../source.ts';
import { gapOfTemplate, mend } from '../../unreadable.ts';
import { readConfiguration } from './configuration.ts';
import { parseNginx } from './parse.ts';
import { proxiedIn } from './proxy-locations.ts';
import { waysOf } from './request-paths.ts';

const blocks = new Set(['http', 'server', 'upstream', 'events', 'location', 'stream', 'mail']);

/** A configuration of nginx, or a part of one that another includes: it has one of the blocks that only nginx has. */
export const nginx: Source = {
  name: 'nginx.conf',
  recognizes: ({ text }) =>
    /\b(?:http|server|upstream|events|location|stream|mail)\b[^;{}]*\{/.test(text) &&
    parseNginx(text).directives.some(({ name, block }) => block !== null && blocks.has(name)),
  extract(all) {
    const gaps = all.map(gapsOf);
    // nginx takes none of a file with such a fault, and nobody knows which block its lines belong to.
    const configuration = readConfiguration(all.filter((_, index) => gaps[index]?.length === 0));
    const { proxied, skipped } = proxiedIn(configuration);
    const { ways, unread: times } = waysOf(configuration, proxied);
    return {
      ways,
      flaws: flawsOf(configuration, proxied),
      skipped: [...gaps.flat(), ...configuration.skipped, ...skipped, ...times],
    };
  },
};

function gapsOf({ name: file, text }: Input): Unread[] {
  const { problems } = parseNginx(text);
  const placeAt = (line: number | null) => ({
    ...{ file, resource: 'file', path: `line ${line}`, construct: null, line },
  });
  const template = problems.length > 0 ? gapOfTemplate(file, text) : null;
  if (template !== null) return [{ place: placeAt(template.line), why: template.why, cure: template.cure }];
  return problems.map(({ line, why }) => ({ place: placeAt(line), why, cure: mend }));
}
