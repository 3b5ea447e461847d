import { defineFormat } from '../../file-kind.ts';
import { splitEnvironments } from '../../files/split-environments.ts';
import { SkipLog } from '../../parse/create-node.ts';
import { isMap } from '../../parse/document.ts';
import { nginxRules } from '../../rules/nginx/all.ts';
import type { SourceFile } from '../../types.ts';
import { environmentTemplateFailure, syntaxFix, templateFailure } from '../../unreadable.ts';
import { readConfiguration } from './configuration.ts';
import { type ExpandedFile, expandIncludes, outerLine } from './includes.ts';
import { parseNginx } from './parse.ts';
import { collectProxyLocations } from './proxy-locations.ts';
import { isNginxTemplate, isNginxText } from './recognize.ts';
import { collectProxyPaths } from './request-paths.ts';

/** An nginx configuration, or an included part of one: it has a block that only nginx has. */
export const nginx = defineFormat({
  name: 'nginx.conf',
  rules: nginxRules,
  recognizes: ({ text, documents }) =>
    !documents.some(({ value }) => isMap(value)) && (isNginxText(text) || isNginxTemplate(text)),
  read(inputs, { lookup }) {
    const skipped = new SkipLog();
    // nginx rejects a file with a syntax error, and the nesting of its lines is uncertain.
    const readable = inputs.filter((input) => !hasProblems(input, skipped));
    const { files, parts } = expandIncludes(readable, lookup);
    const named = files.map((one) => ({ ...one, path: pathInProject(one.file), names: mainNames(one) }));
    const readings = splitEnvironments(named).map((group) => {
      const configuration = readConfiguration(group, skipped);
      const proxyLocations = collectProxyLocations(configuration, skipped);
      const httpLocations = proxyLocations.filter(({ pass }) => pass.name === 'proxy_pass');
      return {
        model: { ...configuration, httpLocations },
        requestPaths: collectProxyPaths(configuration, proxyLocations, skipped),
      };
    });
    return {
      models: readings.map(({ model }) => model),
      requestPaths: readings.flatMap(({ requestPaths }) => requestPaths),
      skipped,
      parts,
    };
  },
});

/** Each nginx has one file with the http block. */
const mainNames = ({ directives }: ExpandedFile): string[] =>
  directives.some(({ name }) => name === 'http') ? ['http'] : [];

const pathInProject = ({ name, embedded }: SourceFile): string =>
  embedded === undefined ? name : `${name}/${embedded.path}`;

/** Records why a file cannot be read, if so: its syntax errors, or that it is a template. */
function hasProblems(source: SourceFile, skipped: SkipLog): boolean {
  const { name: file, text } = source;
  const { problems } = parseNginx(text);
  const template =
    environmentTemplateFailure(file, text) ?? (problems.length > 0 ? templateFailure(file, text) : null);
  const faults = template === null ? problems.map((one) => ({ ...one, fix: syntaxFix })) : [template];
  for (const { line, reason, fix } of faults) {
    const outer = line === null ? null : outerLine(source, line);
    skipped.add({ file, resource: 'file', path: `line ${line}`, construct: null, line: outer }, reason, fix);
  }
  return faults.length > 0;
}
