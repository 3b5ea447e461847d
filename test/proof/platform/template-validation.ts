import type { InputFile } from '../../../infra/lint/lint.ts';
import { type DocumentedRange, documentedRanges } from './documented-ranges.ts';

/**
 * Imitates the AWS services that CloudFormation calls for the resources of a template: one call a resource, rejected
 * when a number is outside its documented range. Everything else is deployed.
 */
export const findRejections = (templates: readonly InputFile[]): string[] =>
  templates.flatMap(({ text }) => readResources(JSON.parse(text)).flatMap(checkResource));

interface Resource {
  readonly type: unknown;
  readonly properties: unknown;
}

const readResources = (template: unknown): Resource[] =>
  Object.values(Object(getMember(template, 'Resources'))).map((resource) => ({
    type: getMember(resource, 'Type'),
    properties: getMember(resource, 'Properties'),
  }));

function checkResource({ type, properties }: Resource): string[] {
  const rangeErrors = documentedRanges
    .filter((range) => range.type === type)
    .flatMap((range) => numbersAt(properties, range.path).flatMap((number) => checkRange(range, number)));
  if (type === targetGroupType) return [...rangeErrors, ...checkTargetGroup(properties)];
  return type === serviceType ? [...rangeErrors, ...checkService(properties)] : rangeErrors;
}

function checkRange({ action, path, min, max, alsoAllowed }: DocumentedRange, number: number): string[] {
  if ((number >= min && number <= max) || number === alsoAllowed) return [];
  return [`${action}: ${path.at(-1)} is ${number}, allowed: ${min} to ${max}`];
}

const targetGroupType = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html */
function checkTargetGroup(properties: unknown): string[] {
  const [slow = 0] = numbersAt(properties, ['TargetGroupAttributes', 'slow_start.duration_seconds']);
  const [algorithm = 'round_robin'] = valuesAt(properties, [
    'TargetGroupAttributes',
    'load_balancing.algorithm.type',
  ]);
  if (slow === 0 || algorithm === 'round_robin') return [];
  return [`ModifyTargetGroupAttributes: slow start is not allowed with the algorithm ${algorithm}`];
}

const serviceType = 'AWS::ECS::Service';
const operationMinutesMax = 33 * 60;

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-service-canaryconfiguration.html
function checkService(properties: unknown): string[] {
  const numberAt = (...path: readonly string[]) =>
    numbersAt(properties, ['DeploymentConfiguration', ...path])[0] ?? 0;
  const minutes = numberAt('BakeTimeInMinutes') + numberAt('CanaryConfiguration', 'CanaryBakeTimeInMinutes');
  if (minutes <= operationMinutesMax) return [];
  return [`CloudFormation: canary and bake take ${minutes} minutes, allowed: ${operationMinutesMax}`];
}

const numbersAt = (value: unknown, path: readonly string[]): number[] =>
  valuesAt(value, path).flatMap((found) => {
    if (typeof found === 'number') return [found];
    return typeof found === 'string' && found.trim() !== '' ? [Number(found)] : [];
  });

/** The values at a path, in each element of lists on the way; an attribute is an element with that key. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [step, ...others] = path;
  if (step === undefined) return value === undefined ? [] : [value];
  if (!Array.isArray(value)) return valuesAt(getMember(value, step), others);
  return value.flatMap((element: unknown) => {
    const isAttribute = getMember(element, 'Key') === step;
    return isAttribute ? valuesAt(getMember(element, 'Value'), others) : valuesAt(element, path);
  });
}

const getMember = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
