import { describe, expect, test } from 'vitest';
import { createTemplate } from '../../../../../infra/lint/models/cloudformation/template.ts';
import { readDocuments } from '../../../../../infra/lint/parse/document.ts';
import { auditOf, broken, brokenIn } from '../../support/template-with.ts';

const fn = (timeout: string): string => `
  Fn: { Type: AWS::Lambda::Function, Properties: { ${timeout} } }`;
const httpApi = (kind = 'HTTP', more = '') => `
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: ${kind}, ${more} } }`;
const integration = (more = '', uri = '!GetAtt Fn.Arn') => `
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: ${uri}, ${more} }`;
const arn = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/$';
const method = (more = '') => `
  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a } }
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      Integration: { Type: AWS_PROXY, Uri: !Sub '${arn}{Fn.Arn}/invocations', ${more} }`;

const described =
  '{ x-amazon-apigateway-integration: { type: aws_proxy, uri: !GetAtt Fn.Arn, timeoutInMillis: 9000 } }';

describe('a function behind API Gateway', () => {
  const outlives = (api: string, sides: string) => [`function-within-gateway ${api}: ${sides}`];
  test.each<[string, string, string[]]>([
    ['of HTTP', fn('Timeout: 120') + httpApi() + integration(), outlives('Api', '125 s > 30 s')],
    [
      'of HTTP, by an alias',
      `${fn('Timeout: 120')}${httpApi()}${integration('', '!Ref Alias')}
  Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn } }`,
      outlives('Api', '125 s > 30 s'),
    ],
    [
      'of HTTP, the short way',
      fn('Timeout: 120') + httpApi('HTTP', 'Target: !GetAtt Fn.Arn'),
      outlives('Api', '125 s > 30 s'),
    ],
    [
      'of HTTP that waits for less',
      fn('Timeout: 20') + httpApi() + integration('TimeoutInMillis: 10000'),
      outlives('Api', '25 s > 10 s'),
    ],
    [
      'of HTTP, where the shorter of two times counts',
      fn('Timeout: 20') +
        httpApi() +
        integration('TimeoutInMillis: 28000') +
        integration('TimeoutInMillis: 9000').replace('Integration:', 'Other:'),
      outlives('Api', '25 s > 9 s'),
    ],
    ['of HTTP with time enough', fn('Timeout: 20') + httpApi() + integration(), []],
    ['of sockets', fn('Timeout: 120') + httpApi('WEBSOCKET') + integration(), []],
    [
      'of HTTP that only hands over',
      fn('Timeout: 120') + httpApi() + integration('IntegrationSubtype: SQS-SendMessage,'),
      [],
    ],
    ['of REST', fn('Timeout: 120') + method(), outlives('Rest', '125 s > 29 s')],
    ['of REST with a raised quota', fn('Timeout: 50') + method('TimeoutInMillis: 60000'), []],
    ['of REST that streams', fn('Timeout: 120') + method('ResponseTransferMode: STREAM'), []],
    ['of REST that does not wait', fn('Timeout: 120') + method().replace('AWS_PROXY', 'AWS'), []],
    ['with its default', fn('') + httpApi() + integration() + method(), []],
    ['with a time that nobody knows', fn('Timeout: !Ref Nowhere') + method(), []],
    [
      'of HTTP, described',
      fn('Timeout: 120') + httpApi('HTTP', `Body: { paths: { /a: { get: ${described} } } }`),
      outlives('Api', '125 s > 9 s'),
    ],
  ])('%s', (_, resources, expected) => {
    const result = auditOf(resources);
    expect(broken(result).map(({ id, requestPaths, comparison }) => `${id} ${requestPaths[0]?.split(' ')[0]}: ${comparison}`)).toEqual(
      expected,
    );
  });

  test('is told with the one change that the platform takes', () => {
    const [found] = broken(auditOf(fn('Timeout: 120') + httpApi() + integration('TimeoutInMillis: 30000')));
    expect(found?.fix).toBe('Make Fn Properties.Timeout (deployment.function.timeoutMs) at most 25 s.');
  });

  test('is warned of only, for most answers come in time; a time that is refused stays an error', () => {
    const found = (time: string) =>
      broken(auditOf(fn(time) + httpApi() + integration())).map(({ severity, id }) => `${severity} ${id}`);
    expect(found('Timeout: 120')).toEqual(['warning function-within-gateway']);
    expect(found('Timeout: 27')).toEqual(['note function-within-gateway']);
    expect(found('Timeout: 901')).toEqual(['error function-within-gateway']);
  });

  test('cannot be waited for longer than HTTP waits', () => {
    expect(brokenIn(fn('Timeout: 9') + httpApi() + integration('TimeoutInMillis: 60000'))).toEqual([
      'integration-timeout-in-range Integration: it is 60000 ms, and may be 50 to 30000 ms',
    ]);
  });
});

describe('the Serverless Application Model', () => {
  const sam = 'Transform: AWS::Serverless-2016-10-31';
  const own = (properties: string) => `
  Fn: { Type: AWS::Serverless::Function, Properties: { ${properties} } }`;
  const event = (properties = '') =>
    `Events: { Get: { Type: HttpApi, Properties: { Path: /a, Method: get, ${properties} } } }`;
  const placesOf = (resources: string, root = sam) =>
    broken(auditOf(resources, root)).map(
      ({ place, comparison }) => `${place?.resource} ${place?.path}:${place?.line} ${comparison}`,
    );

  test('is read as what it expands to', () => {
    expect(placesOf(own(`Timeout: 60, ${event()}`))).toEqual(['Fn Properties.Timeout:4 65 s > 30 s']);
    expect(placesOf(own(`Timeout: 20, ${event('TimeoutInMillis: 9000')}`))).toEqual([
      'Fn Properties.Timeout:4 25 s > 9 s',
    ]);
    expect(placesOf(own(`Timeout: 60, ${event()}`), '')).toEqual([]);
  });

  test('takes what globals say where a function says nothing', () => {
    const root = `${sam}\nGlobals:\n  Function:\n    Timeout: 45`;
    expect(placesOf(own(event()), root)).toEqual(['Globals Function.Timeout:4 50 s > 30 s']);
    expect(placesOf(own(`Timeout: 5, ${event()}`), root)).toEqual([]);
  });

  test('is mended by itself: what globals say holds for those that nobody waits for, too', () => {
    const root = `${sam}\nGlobals:\n  Function:\n    Timeout: 45`;
    const [found] = broken(auditOf(own(event()), root));
    expect(found?.fix).toBe('Make Fn Properties.Timeout (deployment.function.timeoutMs) at most 25 s.');
  });

  test('puts lists of globals before those of a function, each with its place', () => {
    const text = `${sam}
Globals: { Function: { Layers: [one], Environment: { Variables: { A: a } } } }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Layers: [two]
      Environment: { Variables: { B: b } }
`;
    const parts = readDocuments(text).map((document) => ({ file: 't.yaml', document }));
    const { properties } = createTemplate(parts, { parameters: new Map() }).get('Fn') ?? {};
    const layers = properties?.get('Layers').items() ?? [];
    const variables = ['A', 'B'].flatMap((key) => properties?.get('Environment', 'Variables', key) ?? []);
    const said = [...layers, ...variables].map(({ value, place }) => [
      value,
      place.resource,
      place.path,
      place.line,
    ]);
    expect(said).toEqual([
      ['one', 'Globals', 'Function.Layers[0]', 2],
      ['two', 'Fn', 'Properties.Layers[0]', 7],
      ['a', 'Globals', 'Function.Environment.Variables.A', 2],
      ['b', 'Fn', 'Properties.Environment.Variables.B', 8],
    ]);
  });

  test('merges maps, and knows our own program by its environment', () => {
    const root = `${sam}\nGlobals: { Function: { Environment: { Variables: { ROSTRUM_PROFILE: hybrid } } } }`;
    const { findings } = auditOf(own(`Timeout: 26, ${event()}, Environment: { Variables: { A: b } }`), root);
    expect(findings.map(({ id, state }) => `${id} ${state}`)).toContain('function-outlasts-deadline broken');
  });

  test('leaves a gateway with a document of its own to that', () => {
    const api = (more: string) => `
  Api: { Type: AWS::Serverless::HttpApi, Properties: { ${more} } }`;
    const led = own(`Timeout: 60, ${event('ApiId: !Ref Api')}`);
    expect(placesOf(led + api('StageName: a'))).toHaveLength(1);
    expect(placesOf(led + api('DefinitionUri: s3://a/b'))).toEqual([]);
  });

  test('is the only transform that is followed; of others it is said', () => {
    const unread = (root: string, resources = own('')) =>
      auditOf(resources, root).unread.map(({ place, why }) => `${place.resource} ${place.path}: ${why}`);
    expect(unread(sam)).toEqual([]);
    expect(unread(`Transform: [AWS::Serverless-2016-10-31, Own]`)).toEqual([
      'template Transform: what Own adds or changes is not seen here',
    ]);
    const loop = `
  Fn::ForEach::Topics: [Name, [a, b], { 'Topic\${Name}': { Type: AWS::SNS::Topic } }]
  A: { Type: AWS::SNS::Topic }`;
    expect(unread('Transform: AWS::LanguageExtensions', loop)).toEqual([
      'template Transform: what AWS::LanguageExtensions adds or changes is not seen here',
      'Fn::ForEach::Topics : the resources that it makes are not seen here',
    ]);
    expect(auditOf(loop, 'Transform: AWS::LanguageExtensions').gaps).toEqual([]);
  });
});
