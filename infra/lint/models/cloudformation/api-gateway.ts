import type { ConfigNode } from '../../parse/config-node.ts';
import { isResolvedMap } from '../../parse/resolved.ts';
import { findFunction } from './lambda-reference.ts';
import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** A gateway that invokes a function and waits for its response. */
export interface Integration {
  readonly api: string;
  readonly function: Resource;
  /** Its timeout property, present or not. */
  readonly timeout: ConfigNode;
  readonly kind: 'HTTP' | 'REST';
}

/** Every synchronous integration, once for each pair of gateway and function, with the shorter timeout. */
export function collectIntegrations(template: Template): Integration[] {
  const integrations = [
    ...template.ofType('AWS::ApiGatewayV2::Integration').flatMap((one) => fromHttpIntegration(template, one)),
    ...template.ofType('AWS::ApiGatewayV2::Api').flatMap((one) => fromApiTarget(template, one)),
    ...template.ofType('AWS::ApiGateway::Method').flatMap((one) => fromRestMethod(template, one)),
    ...template.ofType(...openApiProperties.keys()).flatMap((one) => fromOpenApi(template, one)),
    ...template.ofType('AWS::Lambda::Function').flatMap((one) => fromSamEvents(template, one)),
  ];
  const distinct = new Map<string, Integration>();
  for (const one of integrations) {
    const key = `${one.api} ${one.function.id}`;
    const before = distinct.get(key);
    if (before === undefined || timeoutMs(one) < timeoutMs(before)) distinct.set(key, one);
  }
  return [...distinct.values()];
}

const timeoutMs = ({ timeout }: Integration): number => {
  const ms = timeout.number();
  return typeof ms === 'number' ? ms : Number.POSITIVE_INFINITY;
};

const firstReferenced = (template: Template, node: ConfigNode): Resource | undefined =>
  node.references().flatMap(({ id }) => template.get(id) ?? [])[0];

const isProxy = (type: ConfigNode): boolean => type.text()?.toUpperCase() === 'AWS_PROXY';

function fromHttpIntegration(template: Template, { properties }: Resource): Integration[] {
  const api = firstReferenced(template, properties.get('ApiId'));
  // A WebSocket API may invoke functions asynchronously.
  if (api?.properties.get('ProtocolType').text() !== 'HTTP') return [];
  if (!isProxy(properties.get('IntegrationType')) || !properties.get('IntegrationSubtype').isAbsent)
    return [];
  const lambda = findFunction(template, properties.get('IntegrationUri'));
  return lambda === null ? [] : [createIntegration(api, lambda, properties.get('TimeoutInMillis'), 'HTTP')];
}

/** Quick create: an API with a single function as its target. */
function fromApiTarget(template: Template, api: Resource): Integration[] {
  const { properties } = api;
  const lambda = findFunction(template, properties.get('Target'));
  if (lambda === null || properties.get('ProtocolType').text() !== 'HTTP') return [];
  return [createIntegration(api, lambda, properties.get('TimeoutInMillis'), 'HTTP')];
}

function fromRestMethod(template: Template, { properties }: Resource): Integration[] {
  const integration = properties.get('Integration');
  const api = firstReferenced(template, properties.get('RestApiId'));
  const lambda = findFunction(template, integration.get('Uri'));
  if (
    lambda === null ||
    !isProxy(integration.get('Type')) ||
    isStream(integration.get('ResponseTransferMode'))
  )
    return [];
  return [createIntegration(api ?? null, lambda, integration.get('TimeoutInMillis'), 'REST')];
}

/** A streamed response may take 15 minutes, so the timeout does not apply. */
const isStream = (mode: ConfigNode): boolean => !mode.isAbsent && mode.text()?.toUpperCase() !== 'BUFFERED';

/** APIs that may be defined by an OpenAPI document. */
const openApiProperties: ReadonlyMap<string, readonly [property: string, kind: Integration['kind']]> =
  new Map([
    ['AWS::ApiGatewayV2::Api', ['Body', 'HTTP']],
    ['AWS::ApiGateway::RestApi', ['Body', 'REST']],
    ['AWS::Serverless::HttpApi', ['DefinitionBody', 'HTTP']],
    ['AWS::Serverless::Api', ['DefinitionBody', 'REST']],
  ]);

function fromOpenApi(template: Template, api: Resource): Integration[] {
  const [property, kind] = openApiProperties.get(api.type) ?? [];
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
    const lambda = findFunction(template, integration.get('uri'));
    if (lambda === null || isStream(integration.get('responseTransferMode'))) return [];
    return [createIntegration(api, lambda, integration.get('timeoutInMillis'), kind)];
  });
}

const samEvents: ReadonlyMap<
  string | null,
  readonly [kind: Integration['kind'], api: string, implied: string]
> = new Map([
  ['HttpApi', ['HTTP', 'ApiId', 'ServerlessHttpApi']],
  ['Api', ['REST', 'RestApiId', 'ServerlessRestApi']],
]);

/** API events of the Serverless Application Model. */
function fromSamEvents(template: Template, lambda: Resource): Integration[] {
  const events = lambda.properties.get('Events');
  return events.keys().flatMap((name) => {
    const event = events.get(name);
    const [kind, key, implied] = samEvents.get(event.get('Type').text()) ?? [];
    if (kind === undefined || key === undefined || implied === undefined) return [];
    const apiReference = event.get('Properties', key);
    const api = firstReferenced(template, apiReference);
    // An API with its own OpenAPI document is read from that. One that is only included has the default timeout.
    const isDefined =
      api?.properties.get('DefinitionUri').isAbsent === false ||
      api?.properties.get('DefinitionBody', 'paths').isMap === true;
    if (isDefined || isStream(event.get('Properties', 'ResponseTransferMode'))) return [];
    const timeout = event.get('Properties', 'TimeoutInMillis');
    return [
      {
        ...createIntegration(api ?? null, lambda, timeout, kind),
        ...(apiReference.isAbsent ? { api: implied } : {}),
      },
    ];
  });
}

const createIntegration = (
  api: Resource | null,
  lambda: Resource,
  timeout: ConfigNode,
  kind: Integration['kind'],
): Integration => ({
  function: lambda,
  timeout,
  kind,
  api: api?.properties.place.resource ?? 'a gateway',
});
