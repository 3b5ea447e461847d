import type { Contract } from '../../app/contract/types/contract.ts';
import { fargateMemorySizes } from '../lint/models/cloudformation/fargate.ts';
import { addressesReserved } from './aws-limits.ts';
import { addressBits, parseCidr } from './cidr.ts';
import { checkClients } from './client-errors.ts';
import { existingErrors } from './existing-errors.ts';
import { checkOneOf } from './limit-errors.ts';

type Deployment = Contract['deployment'];

/** Values that AWS accepts separately but not together: one sentence each, with the fix. */
export const combinationErrors = (deployment: Deployment): string[] => [
  ...checkTaskSizes(deployment),
  ...checkPercentages(deployment),
  ...checkIngress(deployment),
  ...checkClients(deployment),
  ...checkCache(deployment),
  ...checkDatabase(deployment.database),
  ...checkNetwork(deployment),
  ...existingErrors(deployment),
  ...checkProviders(deployment),
  ...checkTags(deployment.account.tags),
];

const checkTaskSizes = ({ web, worker, migration }: Deployment): string[] =>
  Object.entries({ web, worker, migration }).flatMap(([name, { cpuUnits, memoryMiB }]) => {
    const sizes = fargateMemorySizes(cpuUnits);
    const path = `deployment.${name}`;
    return sizes.length === 0
      ? []
      : checkOneOf(`${path}.memoryMiB`, memoryMiB, sizes, ` with ${path}.cpuUnits ${cpuUnits}`);
  });

const checkPercentages = ({ web, worker }: Deployment): string[] =>
  Object.entries({ web, worker }).flatMap(([name, { minimumPercent }]) =>
    minimumPercent === 0
      ? [
          `deployment.${name}.minimumPercent is 0, which lets a deployment stop every task first: use 50 or more`,
        ]
      : [],
  );

/** Without CloudFront, the load balancer is the only proxy, and needs the certificate of a domain. */
function checkIngress({ ingress, proxies, naming }: Deployment): string[] {
  const path = `deployment.ingress is ${ingress}`;
  const expected = ingress === 'cloudfront' ? 2 : 1;
  return [
    ...(proxies === expected
      ? []
      : [`${path}, so deployment.proxies and edge.trustedProxies must be ${expected}, not ${proxies}`]),
    ...(ingress === 'cloudfront' || naming.domain !== null
      ? []
      : [`${path}: the load balancer needs deployment.naming.domain, and its certificateArn`]),
  ];
}

/** What needs a bus between processes. */
function checkCache({ cache, services, function: fn }: Deployment): string[] {
  if (cache.enabled) return [];
  const path = 'deployment.cache.enabled is false';
  return [
    ...(services === 'separate'
      ? [
          `${path}, and live text could not leave a worker: set deployment.services to combined, or use a cache`,
        ]
      : []),
    ...(fn.enabled
      ? [
          `${path}, and a function could not share rate limits with the tasks: leave out the function, or use a cache`,
        ]
      : []),
  ];
}

function checkDatabase({ capacityMin, capacityMax, pauseMs }: Deployment['database']): string[] {
  const path = 'deployment.database';
  const errors: string[] = [];
  if (capacityMin >= capacityMax)
    errors.push(
      `${path}.capacityMin is ${capacityMin}, but must be less than ${path}.capacityMax, which is ${capacityMax}`,
    );
  // Aurora pauses only at capacity 0, and needs at least five idle minutes for it.
  if (capacityMin === 0 && pauseMs === null)
    errors.push(
      `${path}.capacityMin is 0, which lets the database pause: use 0.5, or set ${path}.pauseMs too`,
    );
  if (capacityMin > 0 && pauseMs !== null)
    errors.push(
      `${path}.pauseMs is set, but a database pauses only at capacity 0: set ${path}.capacityMin to 0`,
    );
  return errors;
}

/** Variables of providers on the internet. */
const providerKeys = [
  'ANTHROPIC_API_KEY',
  'OPENAI_API_KEY',
  'GOOGLE_GENERATIVE_AI_API_KEY',
  'OPENROUTER_API_KEY',
];
const providersOnInternet = /^(?:anthropic|openai|google|openrouter):/;

/** Private endpoints lead to AWS only. */
function checkProviders({ network, settings: { values, secretArns } }: Deployment): string[] {
  if (network.tasks !== 'endpoints') return [];
  const { ROSTRUM_MODEL: model = '' } = values;
  const settings = [
    ...providerKeys
      .filter((name) => Object.hasOwn(secretArns, name))
      .map((name) => `settings.secretArns.${name}`),
    ...(providersOnInternet.test(model) ? ['settings.values.ROSTRUM_MODEL'] : []),
  ];
  return settings.map(
    (name) =>
      `deployment.network.tasks is endpoints, which lead to Bedrock but not to the provider of deployment.${name}: ` +
      'use nat, or leave it out',
  );
}

const checkTags = (tags: Deployment['account']['tags']): string[] =>
  Object.entries(tags).flatMap(([name, value]) =>
    /^(?!aws:)[\w .:/=+@-]{1,128}$/i.test(name) && /^[\w .:/=+@-]{1,256}$/.test(value)
      ? []
      : [
          `deployment.account.tags has ${name}: ${value}: use letters, digits, spaces and . : / = + - @ _, and no ` +
            'name that begins with aws:',
        ],
  );

const largestPrefix = 28;
const smallestPrefix = 16;

function checkNetwork({ network, existing }: Deployment): string[] {
  const { cidr, addressesPerSubnet, natGateways, zones } = network;
  const path = 'deployment.network';
  if (natGateways > zones)
    return [
      `${path}.natGateways is ${natGateways}, but ${path}.zones is ${zones}: use ${zones} gateways at most`,
    ];
  const { prefix } = parseCidr(cidr) ?? { prefix: 0 };
  if (prefix < smallestPrefix || prefix > largestPrefix)
    return [
      `${path}.cidr is ${cidr}: use a network of /${smallestPrefix} to /${largestPrefix}, such as 10.0.0.0/16`,
    ];
  if (existing.vpcId !== null) return [];
  const subnets = zones * subnetsPerZone(network);
  const subnetBits = Math.ceil(Math.log2(addressesPerSubnet + addressesReserved));
  const neededPrefix = addressBits - Math.ceil(Math.log2(subnets * 2 ** subnetBits));
  if (prefix <= neededPrefix) return [];
  const larger = neededPrefix < smallestPrefix ? '' : `, or a network of /${neededPrefix}`;
  return [
    `${path}.cidr is ${cidr}, which is too small for ${subnets} subnets with ` +
      `${path}.addressesPerSubnet ${addressesPerSubnet}: use fewer of them${larger}`,
  ];
}

/** A public and an isolated one; tasks behind NAT have their own. */
const subnetsPerZone = ({ tasks }: Deployment['network']): number => (tasks === 'nat' ? 3 : 2);
