import type { File } from '../../../infra/audit/audit.ts';
import { type Documented, ranges } from './service-ranges.ts';

/**
 * As the services of AWS answer when CloudFormation hands them the resources of some templates: one call a resource,
 * each refused when a number lies outside of what its reference says. What nobody refuses is deployed.
 */
export const refusalsOf = (templates: readonly File[]): string[] =>
  templates.flatMap(({ text }) => resourcesOf(JSON.parse(text)).flatMap(refusalsOfResource));

interface Resource {
  readonly type: unknown;
  readonly properties: unknown;
}

const resourcesOf = (template: unknown): Resource[] =>
  Object.values(Object(member(template, 'Resources'))).map((resource) => ({
    type: member(resource, 'Type'),
    properties: member(resource, 'Properties'),
  }));

function refusalsOfResource({ type, properties }: Resource): string[] {
  const outside = ranges
    .filter((range) => range.type === type)
    .flatMap((range) => numbersAt(properties, range.at).flatMap((number) => refusal(range, number)));
  if (type === groupType) return [...outside, ...refusalsOfGroup(properties)];
  return type === serviceType ? [...outside, ...refusalsOfService(properties)] : outside;
}

function refusal({ action, at, min, max, unless }: Documented, number: number): string[] {
  if ((number >= min && number <= max) || number === unless) return [];
  return [`${action}: ${at.at(-1)} is ${number}, and may be ${min} to ${max}`];
}

const groupType = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html */
function refusalsOfGroup(properties: unknown): string[] {
  const [slow = 0] = numbersAt(properties, ['TargetGroupAttributes', 'slow_start.duration_seconds']);
  const [algorithm = 'round_robin'] = valuesAt(properties, [
    'TargetGroupAttributes',
    'load_balancing.algorithm.type',
  ]);
  if (slow === 0 || algorithm === 'round_robin') return [];
  return [`ModifyTargetGroupAttributes: a slow start, and the algorithm is ${algorithm}`];
}

const serviceType = 'AWS::ECS::Service';
const operationMinutesMax = 33 * 60;

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-service-canaryconfiguration.html
function refusalsOfService(properties: unknown): string[] {
  const at = (...path: readonly string[]) =>
    numbersAt(properties, ['DeploymentConfiguration', ...path])[0] ?? 0;
  const minutes = at('BakeTimeInMinutes') + at('CanaryConfiguration', 'CanaryBakeTimeInMinutes');
  if (minutes <= operationMinutesMax) return [];
  return [`CloudFormation: canary and bake take ${minutes} minutes, and may take ${operationMinutesMax}`];
}

const numbersAt = (value: unknown, path: readonly string[]): number[] =>
  valuesAt(value, path).flatMap((found) => {
    if (typeof found === 'number') return [found];
    return typeof found === 'string' && found.trim() !== '' ? [Number(found)] : [];
  });

/** What stands there, in each element of a list on the way; an attribute is an element with that key. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [step, ...others] = path;
  if (step === undefined) return value === undefined ? [] : [value];
  if (!Array.isArray(value)) return valuesAt(member(value, step), others);
  return value.flatMap((element: unknown) => {
    const isAttribute = member(element, 'Key') === step;
    return isAttribute ? valuesAt(member(element, 'Value'), others) : valuesAt(element, path);
  });
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
