import type { Source } from '../source.ts';
import { readConfiguration } from './configuration.ts';
import { parseNginx } from './parse.ts';
import { proxiedIn } from './proxied.ts';
import { flawsOf } from './rules/all.ts';
import { waysOf } from './ways.ts';

const blocks = new Set(['http', 'server', 'upstream', 'events', 'location', 'stream', 'mail']);

/** A configuration of nginx, or a part of one that another includes: it has one of the blocks that only nginx has. */
export const nginx: Source = {
  kind: 'nginx.conf',
  recognizes: ({ text }) =>
    /\b(?:http|server|upstream|events|location|stream|mail)\b[^;{}]*\{/.test(text) &&
    parseNginx(text).directives.some(({ name, block }) => block !== null && blocks.has(name)),
  read(inputs) {
    const configuration = readConfiguration(inputs);
    const { proxied, unread } = proxiedIn(configuration);
    const { ways, unread: times } = waysOf(configuration, proxied);
    return {
      ways,
      flaws: flawsOf(configuration, proxied),
      unread: [...configuration.unread, ...unread, ...times],
    };
  },
};
