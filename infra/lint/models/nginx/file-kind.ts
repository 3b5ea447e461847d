import { isMap } from '../../parse/document.ts';
import { checkConfiguration } from '../../rules/nginx/all.ts';
import type { FileKind, SkippedValue, SourceFile } from '../../types.ts';
import { environmentTemplateFailure, syntaxFix, templateFailure } from '../../unreadable.ts';
import { readConfiguration } from './configuration.ts';
import { expandIncludes, outerLine } from './includes.ts';
import { parseNginx } from './parse.ts';
import { collectProxyLocations } from './proxy-locations.ts';
import { isNginxTemplate, isNginxText } from './recognize.ts';
import { collectProxyPaths } from './request-paths.ts';

/** An nginx configuration, or an included part of one: it has a block that only nginx has. */
export const nginx: FileKind = {
  name: 'nginx.conf',
  recognizes: ({ text, documents }) =>
    !documents.some(({ value }) => isMap(value)) && (isNginxText(text) || isNginxTemplate(text)),
  extract(inputs, { lookup }) {
    const problemsByFile = inputs.map(findSyntaxProblems);
    // nginx rejects a file with a syntax error, and the nesting of its lines is uncertain.
    const readable = inputs.filter((_, index) => problemsByFile[index]?.length === 0);
    const { files, parts } = expandIncludes(readable, lookup);
    const configuration = readConfiguration(files);
    const { proxyLocations, skipped } = collectProxyLocations(configuration);
    const { requestPaths, skipped: skippedTimes } = collectProxyPaths(configuration, proxyLocations);
    return {
      requestPaths,
      violations: checkConfiguration(configuration, proxyLocations),
      skipped: [...problemsByFile.flat(), ...configuration.skipped, ...skipped, ...skippedTimes],
      parts,
    };
  },
};

function findSyntaxProblems(source: SourceFile): SkippedValue[] {
  const { name: file, text } = source;
  const { problems } = parseNginx(text);
  const locate = (line: number | null) => ({
    file,
    resource: 'file',
    path: `line ${line}`,
    construct: null,
    line: line === null ? null : outerLine(source, line),
  });
  const template =
    environmentTemplateFailure(file, text) ?? (problems.length > 0 ? templateFailure(file, text) : null);
  if (template !== null)
    return [{ place: locate(template.line), reason: template.reason, fix: template.fix }];
  return problems.map(({ line, reason }) => ({ place: locate(line), reason, fix: syntaxFix }));
}
