import { checkConfiguration } from '../../rules/nginx/all.ts';
import type { FileKind, SkippedValue, SourceFile } from '../../types.ts';
import { syntaxFix, templateFailure } from '../../unreadable.ts';
import { readConfiguration } from './configuration.ts';
import { parseNginx } from './parse.ts';
import { collectProxyLocations } from './proxy-locations.ts';
import { collectProxyPaths } from './request-paths.ts';

const nginxBlocks = new Set(['http', 'server', 'upstream', 'events', 'location', 'stream', 'mail']);

/** An nginx configuration, or an included part of one: it has a block that only nginx has. */
export const nginx: FileKind = {
  name: 'nginx.conf',
  recognizes: ({ text }) =>
    /\b(?:http|server|upstream|events|location|stream|mail)\b[^;{}]*\{/.test(text) &&
    parseNginx(text).directives.some(({ name, block }) => block !== null && nginxBlocks.has(name)),
  extract(inputs) {
    const problemsByFile = inputs.map(findSyntaxProblems);
    // nginx rejects a file with a syntax error, and the nesting of its lines is uncertain.
    const configuration = readConfiguration(inputs.filter((_, index) => problemsByFile[index]?.length === 0));
    const { proxyLocations, skipped } = collectProxyLocations(configuration);
    const { requestPaths, skipped: skippedTimes } = collectProxyPaths(configuration, proxyLocations);
    return {
      requestPaths,
      violations: checkConfiguration(configuration, proxyLocations),
      skipped: [...problemsByFile.flat(), ...configuration.skipped, ...skipped, ...skippedTimes],
    };
  },
};

function findSyntaxProblems({ name: file, text }: SourceFile): SkippedValue[] {
  const { problems } = parseNginx(text);
  const locate = (line: number | null) => ({
    file,
    resource: 'file',
    path: `line ${line}`,
    construct: null,
    line,
  });
  const template = problems.length > 0 ? templateFailure(file, text) : null;
  if (template !== null)
    return [{ place: locate(template.line), reason: template.reason, fix: template.fix }];
  return problems.map(({ line, reason }) => ({ place: locate(line), reason, fix: syntaxFix }));
}
