import { baseDeployment } from '../app/contract/base-deployment.ts';
import type { Contract } from '../app/contract/contract.ts';

type Deployment = Contract['deployment'];

/** The compiler counts them: a word that is missing here does not compile. */
const words = <T extends string>(all: Readonly<Record<T, true>>): readonly string[] => Object.keys(all);

/** Values that are one of some words. */
export const choices: Readonly<Record<string, readonly string[]>> = {
  'deployment.balancer.algorithm': words<Deployment['balancer']['algorithm']>({
    least_outstanding_requests: true,
    round_robin: true,
  }),
  'deployment.container.architecture': words<Deployment['container']['architecture']>({
    arm64: true,
    amd64: true,
  }),
  'deployment.rollout.strategy': words<Deployment['rollout']['strategy']>({ canary: true, rolling: true }),
};

/** Texts of a form: an address of mail, a version. */
const forms: Readonly<Record<string, { readonly form: RegExp; readonly such: string }>> = {
  'deployment.database.version': { form: /^\d+(?:\.\d+)?$/, such: 'a version such as 17.7' },
  'deployment.cache.version': { form: /^\d+$/, such: 'a major version such as 8' },
  'deployment.naming.alarmEmail': {
    form: /^[^\s@]+@[^\s@]+$/,
    such: 'an address such as team@debates.example',
  },
  'deployment.naming.hostedZoneId': {
    form: /^[A-Z0-9]+$/,
    such: 'the id that Route 53 shows, such as Z0123456789ABCDEFGHIJ',
  },
};

/** Values of another kind than a deployment needs: a sentence each. The compiler finds most; not everyone runs it. */
export const kindFaults = (deployment: Deployment): string[] =>
  faultsIn(deployment, baseDeployment, 'deployment.');

function faultsIn(part: object, base: object, at: string): string[] {
  const usual = new Map<string, unknown>(Object.entries(base));
  return Object.entries(part).flatMap(([name, value]: [string, unknown]) => {
    const path = `${at}${name}`;
    const inBase = usual.get(name);
    if (isRecord(value)) return isRecord(inBase) ? faultsIn(value, inBase, `${path}.`) : [];
    // What may be missing is so in the base.
    if (value === null)
      return inBase === null ? [] : [`${path} is null: write a ${typeof inBase}, such as ${inBase}`];
    return typeof value === 'string' ? ofText(path, value) : [];
  });
}

function ofText(path: string, value: string): string[] {
  const known = choices[path];
  if (known !== undefined && !known.includes(value))
    return [`${path} is ${value}: write ${known.join(' or ')}`];
  const { form, such } = forms[path] ?? {};
  return form === undefined || form.test(value) ? [] : [`${path} is ${value}: write ${such}`];
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
