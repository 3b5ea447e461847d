import { createHash } from 'node:crypto';
import { problemTypes } from '../errors/problem-types.ts';
import { escapeHtml } from '../escape-html.ts';
import type { PageFile } from '../page-assets.ts';
import { exampleRequest } from './example-request.ts';
import { linkList, renderFrame } from './frame.ts';
import { guideParts } from './guide-page.ts';
import { readGuideText } from './guide-texts.ts';
import type { GuideName } from './guides.ts';
import { codeBlock, introductionHtml, introductionSections } from './introduction.ts';
import type { ApiDocument } from './openapi.ts';
import { proseHtml, type Schema, schemaAnchor, schemaHtml } from './schema-html.ts';
import { docsScript } from './script.ts';
import { docsStyle } from './style.ts';

/** The documentation. The style is a file, because the Content-Security-Policy forbids inline styles. */
export interface DocsPage {
  /** The reference of the API. */
  page(): PageFile;
  /** A guide, or the list of all guides for null. */
  guide(name: GuideName | null): PageFile;
  /** By name under /assets/. */
  readonly files: ReadonlyMap<string, PageFile>;
}

export function createDocsPage(document: () => ApiDocument): DocsPage {
  const styleName = hashedName('css', docsStyle);
  const scriptName = hashedName('js', docsScript);
  const paths = { stylePath: `/assets/${styleName}`, scriptPath: `/assets/${scriptName}` };
  const rendered = new Map<string, PageFile>();
  const once = (key: string, render: () => string): PageFile => {
    const page = rendered.get(key) ?? toPageFile(render(), 'text/html; charset=utf-8', false);
    rendered.set(key, page);
    return page;
  };
  return {
    page: () => once('api', () => renderFrame({ ...paths, ...referenceParts(document()) })),
    guide: (name) =>
      once(`guide ${name}`, () =>
        renderFrame({ ...paths, label: 'Guides', ...guideParts(name, readGuideText) }),
      ),
    files: new Map([
      [styleName, toPageFile(docsStyle, 'text/css; charset=utf-8', true)],
      [scriptName, toPageFile(docsScript, 'text/javascript; charset=utf-8', true)],
    ]),
  };
}

const hashedName = (extension: string, text: string): string =>
  `docs-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.${extension}`;

const toPageFile = (text: string, mediaType: string, immutable: boolean): PageFile => ({
  body: new TextEncoder().encode(text),
  mediaType,
  immutable,
});

function referenceParts(document: ApiDocument) {
  const { title, version, description = '' } = document.info;
  const operations = listOperations(document);
  const schemas = Object.entries(document.components?.schemas ?? {});
  return {
    title: `${title} API`,
    label: 'API',
    navigation: navigation(operations),
    main: `<h1>${escapeHtml(title)} API <small>${escapeHtml(version)}</small></h1>
<p class="lead">${escapeHtml(description)}</p>
${introductionHtml()}
${operations.map((operation) => operationSection(document, operation)).join('\n')}
<h2 id="problems">Problems</h2>
<p>Every error is <code>application/problem+json</code> with one of these codes.</p>
<dl>
${Object.entries(problemTypes).map(problemEntry).join('\n')}
</dl>
<h2 id="schemas">Schemas</h2>
${schemas.map(schemaSection).join('\n')}`,
  };
}

type PathItem = NonNullable<ApiDocument['paths']>[string];
type Operation = NonNullable<PathItem['get']>;
type ApiOperation = readonly [method: string, path: string, operation: Operation];

const listOperations = ({ paths = {} }: ApiDocument): readonly ApiOperation[] =>
  Object.entries(paths).flatMap(([path, { get, post, put, patch, delete: remove }]) => {
    const methods: readonly [string, Operation | undefined][] = [
      ['GET', get],
      ['POST', post],
      ['PUT', put],
      ['PATCH', patch],
      ['DELETE', remove],
    ];
    return methods.flatMap(([method, operation]) => (operation ? [[method, path, operation] as const] : []));
  });

const methodBadge = (method: string): string => `<b class="method ${method.toLowerCase()}">${method}</b>`;

/** Links to everything on the page: the introduction, the routes by their first segment, problems and schemas. */
function navigation(operations: readonly ApiOperation[]): string {
  const groups = Map.groupBy(
    operations,
    ([, path]) => path.split('/')[path.startsWith('/api/') ? 3 : 1] || 'page',
  );
  const link = (id: string, text: string, method?: string) =>
    `<li><a href="#${id}">${method ? `${methodBadge(method)} ` : ''}${escapeHtml(text)}</a></li>`;
  return [
    linkList(
      'Start',
      introductionSections.map(({ id, title }) => link(id, title)),
    ),
    ...[...groups].map(([name, members]) =>
      linkList(
        name,
        members.map(([method, , { operationId = '', summary = '' }]) => link(operationId, summary, method)),
      ),
    ),
    linkList('Reference', [link('problems', 'Problems'), link('schemas', 'Schemas')]),
  ].join('\n');
}

function operationSection(document: ApiDocument, [method, path, operation]: ApiOperation): string {
  const {
    operationId = '',
    summary = '',
    description,
    parameters = [],
    requestBody,
    responses = {},
  } = operation;
  const rows = parameters.flatMap((parameter) => {
    if ('$ref' in parameter) return [];
    const { name, in: location, schema, description: parameterDescription = '' } = parameter;
    return [
      definition(
        name,
        `${location}, ${schema ? schemaHtml(schema) : 'text'} ${proseHtml(parameterDescription)}`,
      ),
    ];
  });
  const content: Content = requestBody && 'content' in requestBody ? requestBody.content : {};
  const body = contentHtml(content);
  const responseRows = Object.entries(responses).map(([status, response]) => {
    const responseDocs: { description?: string; content?: Content } = response;
    return definition(
      status,
      `${proseHtml(responseDocs.description ?? '')}${contentHtml(responseDocs.content ?? {})}`,
    );
  });
  return `<section id="${operationId}">
<h2>${escapeHtml(summary)}</h2>
<p>${methodBadge(method)} <code>${escapeHtml(path)}</code></p>
<p>${proseHtml(description ?? '')}</p>
${codeBlock(exampleRequest(document, method, path, content))}
${rows.length > 0 ? `<h3>Parameters</h3><dl>${rows.join('')}</dl>` : ''}
${body ? `<h3>Body</h3>${body}` : ''}
<h3>Responses</h3><dl>${responseRows.join('')}</dl>
</section>`;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

const contentHtml = (content: Content): string =>
  Object.entries(content)
    .map(([type, { schema }]) => {
      const code = `<code>${escapeHtml(type)}</code>`;
      if (!schema) return `<p>${code}</p>`;
      return '$ref' in schema
        ? `<p>${code} ${schemaHtml(schema)}</p>`
        : `<p>${code}</p>${schemaBlock(schema)}`;
    })
    .join('');

const schemaBlock = (schema: Schema): string => `<pre>${schemaHtml(schema)}</pre>`;

const definition = (term: string, html: string): string => `<dt>${escapeHtml(term)}</dt><dd>${html}</dd>`;

const problemEntry = ([code, { status, title }]: [string, { status: number; title: string }]): string =>
  `<dt id="${code}"><code>${code}</code> ${status}</dt><dd>${escapeHtml(title)}.</dd>`;

const schemaSection = ([name, schema]: [string, Schema]): string =>
  `<section id="${schemaAnchor(name)}"><h3>${escapeHtml(name)}</h3>${schemaBlock(schema)}</section>`;
