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
  const exceeds = (api: string, sides: string) => [`function-within-gateway ${api}: ${sides}`];
  test.each<[string, string, string[]]>([
    ['of an HTTP API', fn('Timeout: 120') + httpApi() + integration(), exceeds('Api', '120 s > 30 s')],
    [
      'of an HTTP API, by an alias',
      `${fn('Timeout: 120')}${httpApi()}${integration('', '!Ref Alias')}
  Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn } }`,
      exceeds('Api', '120 s > 30 s'),
    ],
    [
      'of an HTTP API with quick create',
      fn('Timeout: 120') + httpApi('HTTP', 'Target: !GetAtt Fn.Arn'),
      exceeds('Api', '120 s > 30 s'),
    ],
    [
      'of an HTTP API with a shorter timeout',
      fn('Timeout: 20') + httpApi() + integration('TimeoutInMillis: 10000'),
      exceeds('Api', '20 s > 10 s'),
    ],
    [
      'of an HTTP API with two timeouts, of which the shorter counts',
      fn('Timeout: 20') +
        httpApi() +
        integration('TimeoutInMillis: 28000') +
        integration('TimeoutInMillis: 9000').replace('Integration:', 'Other:'),
      exceeds('Api', '20 s > 9 s'),
    ],
    ['of an HTTP API with a sufficient timeout', fn('Timeout: 20') + httpApi() + integration(), []],
    ['of a WebSocket API', fn('Timeout: 120') + httpApi('WEBSOCKET') + integration(), []],
    [
      'of an HTTP API with a service integration',
      fn('Timeout: 120') + httpApi() + integration('IntegrationSubtype: SQS-SendMessage,'),
      [],
    ],
    ['of a REST API', fn('Timeout: 120') + method(), exceeds('Rest', '120 s > 29 s')],
    ['of a REST API with a raised quota', fn('Timeout: 50') + method('TimeoutInMillis: 60000'), []],
    [
      'of a REST API with response streaming',
      fn('Timeout: 120') + method('ResponseTransferMode: STREAM'),
      [],
    ],
    [
      'of a REST API without proxy integration',
      fn('Timeout: 120') + method().replace('AWS_PROXY', 'AWS'),
      [],
    ],
    ['with the default timeout', fn('') + httpApi() + integration() + method(), []],
    ['with an unknown timeout', fn('Timeout: !Ref Nowhere') + method(), []],
    [
      'of an HTTP API from an OpenAPI document',
      fn('Timeout: 120') + httpApi('HTTP', `Body: { paths: { /a: { get: ${described} } } }`),
      exceeds('Api', '120 s > 9 s'),
    ],
  ])('%s', (_, resources, expected) => {
    const result = auditOf(resources);
    expect(
      broken(result).map(
        ({ id, requestPaths, comparison }) => `${id} ${requestPaths[0]?.split(' ')[0]}: ${comparison}`,
      ),
    ).toEqual(expected);
  });

  test('has a fix with the one change that the platform accepts', () => {
    const [found] = broken(auditOf(fn('Timeout: 120') + httpApi() + integration('TimeoutInMillis: 30000')));
    expect(found?.fix).toBe('Make Fn Properties.Timeout at most 30 s.');
  });

  test('is a warning, because most responses arrive in time, and an error when Lambda rejects the timeout', () => {
    const found = (time: string) =>
      broken(auditOf(fn(time) + httpApi() + integration())).map(({ severity, id }) => `${severity} ${id}`);
    expect(found('Timeout: 120')).toEqual(['warning function-within-gateway']);
    expect(found('Timeout: 27')).toEqual([]);
    expect(found('Timeout: 901')).toEqual(['error function-within-gateway']);
  });

  test('has an integration timeout within the limit of HTTP APIs', () => {
    expect(brokenIn(fn('Timeout: 9') + httpApi() + integration('TimeoutInMillis: 60000'))).toEqual([
      'integration-timeout-in-range Integration: it is 60000 ms, not 50 to 30000 ms',
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

  test('is read in its expanded form', () => {
    expect(placesOf(own(`Timeout: 60, ${event()}`))).toEqual(['Fn Properties.Timeout:4 60 s > 30 s']);
    expect(placesOf(own(`Timeout: 20, ${event('TimeoutInMillis: 9000')}`))).toEqual([
      'Fn Properties.Timeout:4 20 s > 9 s',
    ]);
    expect(placesOf(own(`Timeout: 60, ${event()}`), '')).toEqual([]);
  });

  test('applies a global when the function does not set the property', () => {
    const root = `${sam}\nGlobals:\n  Function:\n    Timeout: 45`;
    expect(placesOf(own(event()), root)).toEqual(['Globals Function.Timeout:4 45 s > 30 s']);
    expect(placesOf(own(`Timeout: 5, ${event()}`), root)).toEqual([]);
  });

  test('has a fix for the function alone when the timeout is a global', () => {
    const root = `${sam}\nGlobals:\n  Function:\n    Timeout: 45`;
    const [found] = broken(auditOf(own(event()), root));
    expect(found?.fix).toBe('Make Fn Properties.Timeout at most 30 s.');
  });

  test('puts items of global lists before those of the function, with their locations', () => {
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
    const values = [...layers, ...variables].map(({ value, place }) => [
      value,
      place.resource,
      place.path,
      place.line,
    ]);
    expect(values).toEqual([
      ['one', 'Globals', 'Function.Layers[0]', 2],
      ['two', 'Fn', 'Properties.Layers[0]', 7],
      ['a', 'Globals', 'Function.Environment.Variables.A', 2],
      ['b', 'Fn', 'Properties.Environment.Variables.B', 8],
    ]);
  });

  test('merges maps, so that Rostrum is recognized by its environment', () => {
    const root = `${sam}\nGlobals: { Function: { Environment: { Variables: { ROSTRUM_PROFILE: hybrid } } } }`;
    const { findings } = auditOf(own(`Timeout: 26, ${event()}, Environment: { Variables: { A: b } }`), root);
    expect(findings.map(({ id, state }) => `${id} ${state}`)).toContain('function-outlasts-deadline broken');
  });

  test('ignores API events when the API has its own OpenAPI document', () => {
    const api = (more: string) => `
  Api: { Type: AWS::Serverless::HttpApi, Properties: { ${more} } }`;
    const led = own(`Timeout: 60, ${event('ApiId: !Ref Api')}`);
    expect(placesOf(led + api('StageName: a'))).toHaveLength(1);
    expect(placesOf(led + api('DefinitionUri: s3://a/b'))).toEqual([]);
    const included =
      'DefinitionBody: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: a.yaml } } }';
    expect(placesOf(led + api(included))).toHaveLength(1);
  });

  test('is the only supported transform, and others are listed as not read', () => {
    const unread = (root: string, resources = own('')) =>
      auditOf(resources, root).unread.map(
        ({ place, reason }) => `${place.resource} ${place.path}: ${reason}`,
      );
    expect(unread(sam)).toEqual([]);
    expect(unread(`Transform: [AWS::Serverless-2016-10-31, Own]`)).toEqual([
      'template Transform: the changes that Own makes are not read',
    ]);
    const loop = `
  Fn::ForEach::Topics: [Name, [a, b], { 'Topic\${Name}': { Type: AWS::SNS::Topic } }]
  A: { Type: AWS::SNS::Topic }`;
    expect(unread('Transform: AWS::LanguageExtensions', loop)).toEqual([
      'template Transform: the changes that AWS::LanguageExtensions makes are not read',
      'Fn::ForEach::Topics (itself): the resources that it creates are not read',
    ]);
    expect(auditOf(loop, 'Transform: AWS::LanguageExtensions').gaps).toEqual([]);
  });
});
