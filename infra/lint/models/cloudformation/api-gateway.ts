import { isResolvedMap } from '../../parse/resolved.ts';
import type { View } from '../../parse/value-ref.ts';
import { functionIn } from './facts/lambda.ts';
import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** A gateway that hands requests to a function, and waits for its answer. */
export interface Integration {
  readonly api: string;
  readonly function: Resource;
  /** Where the time would be written that it waits. */
  readonly timeout: View;
  readonly kind: 'HTTP' | 'REST';
}

/** Every function that a gateway waits for, once with each gateway; not those whose answer nobody waits for. */
export function integrationsOf(template: Template): Integration[] {
  const all = [
    ...template.ofType('AWS::ApiGatewayV2::Integration').flatMap((one) => ofHttp(template, one)),
    ...template.ofType('AWS::ApiGatewayV2::Api').flatMap((one) => ofTarget(template, one)),
    ...template.ofType('AWS::ApiGateway::Method').flatMap((one) => ofMethod(template, one)),
    ...template.ofType(...documented.keys()).flatMap((one) => ofDocument(template, one)),
    ...template.ofType('AWS::Lambda::Function').flatMap((one) => ofEvents(template, one)),
  ];
  const distinct = new Map<string, Integration>();
  for (const one of all) {
    const key = `${one.api} ${one.function.id}`;
    const before = distinct.get(key);
    if (before === undefined || waits(one) < waits(before)) distinct.set(key, one);
  }
  return [...distinct.values()];
}

const waits = ({ timeout }: Integration): number => {
  const ms = timeout.number();
  return typeof ms === 'number' ? ms : Number.POSITIVE_INFINITY;
};

const only = (template: Template, view: View): Resource | undefined =>
  view.references().flatMap(({ id }) => template.get(id) ?? [])[0];

const isProxy = (type: View): boolean => type.text()?.toUpperCase() === 'AWS_PROXY';

function ofHttp(template: Template, { properties }: Resource): Integration[] {
  const api = only(template, properties.get('ApiId'));
  // A gateway of sockets may be told not to wait.
  if (api?.properties.get('ProtocolType').text() !== 'HTTP') return [];
  if (!isProxy(properties.get('IntegrationType')) || !properties.get('IntegrationSubtype').isAbsent) return [];
  const found = functionIn(template, properties.get('IntegrationUri'));
  return found === null ? [] : [of(api, found, properties.get('TimeoutInMillis'), 'HTTP')];
}

/** The short way: a gateway that leads to one function. */
function ofTarget(template: Template, api: Resource): Integration[] {
  const { properties } = api;
  const found = functionIn(template, properties.get('Target'));
  if (found === null || properties.get('ProtocolType').text() !== 'HTTP') return [];
  return [of(api, found, properties.get('TimeoutInMillis'), 'HTTP')];
}

function ofMethod(template: Template, { properties }: Resource): Integration[] {
  const integration = properties.get('Integration');
  const api = only(template, properties.get('RestApiId'));
  const found = functionIn(template, integration.get('Uri'));
  if (found === null || !isProxy(integration.get('Type')) || isStream(integration.get('ResponseTransferMode')))
    return [];
  return [of(api ?? null, found, integration.get('TimeoutInMillis'), 'REST')];
}

/** An answer that comes bit by bit may take a quarter of an hour. */
const isStream = (mode: View): boolean => !mode.isAbsent && mode.text()?.toUpperCase() !== 'BUFFERED';

/** Gateways that may be described by a document of OpenAPI. */
const documented: ReadonlyMap<string, readonly [property: string, kind: Integration['kind']]> = new Map([
  ['AWS::ApiGatewayV2::Api', ['Body', 'HTTP']],
  ['AWS::ApiGateway::RestApi', ['Body', 'REST']],
  ['AWS::Serverless::HttpApi', ['DefinitionBody', 'HTTP']],
  ['AWS::Serverless::Api', ['DefinitionBody', 'REST']],
]);

function ofDocument(template: Template, api: Resource): Integration[] {
  const [property, kind] = documented.get(api.type) ?? [];
  if (property === undefined || kind === undefined) return [];
  const paths = api.properties.get(property, 'paths');
  const methods = paths.keys().flatMap((path) =>
    paths
      .get(path)
      .keys()
      .map((method) => paths.get(path, method, 'x-amazon-apigateway-integration')),
  );
  return methods.flatMap((integration) => {
    if (!isResolvedMap(integration.value) || !isProxy(integration.get('type'))) return [];
    const found = functionIn(template, integration.get('uri'));
    if (found === null || isStream(integration.get('responseTransferMode'))) return [];
    return [of(api, found, integration.get('timeoutInMillis'), kind)];
  });
}

const events: ReadonlyMap<string | null, readonly [kind: Integration['kind'], api: string, implied: string]> =
  new Map([
    ['HttpApi', ['HTTP', 'ApiId', 'ServerlessHttpApi']],
    ['Api', ['REST', 'RestApiId', 'ServerlessRestApi']],
  ]);

/** What the Serverless Application Model makes a gateway of. */
function ofEvents(template: Template, found: Resource): Integration[] {
  const all = found.properties.get('Events');
  return all.keys().flatMap((name) => {
    const event = all.get(name);
    const [kind, key, implied] = events.get(event.get('Type').text()) ?? [];
    if (kind === undefined || key === undefined || implied === undefined) return [];
    const said = event.get('Properties', key);
    const api = only(template, said);
    // A gateway with a document of its own is what that says.
    const own = ['DefinitionBody', 'DefinitionUri'].some((one) => api?.properties.get(one).isAbsent === false);
    if (own || isStream(event.get('Properties', 'ResponseTransferMode'))) return [];
    const timeout = event.get('Properties', 'TimeoutInMillis');
    return [{ ...of(api ?? null, found, timeout, kind), ...(said.isAbsent ? { api: implied } : {}) }];
  });
}

const of = (
  api: Resource | null,
  found: Resource,
  timeout: View,
  kind: Integration['kind'],
): Integration => ({
  ...{ function: found, timeout, kind },
  api: api?.properties.place.resource ?? 'a gateway',
});
