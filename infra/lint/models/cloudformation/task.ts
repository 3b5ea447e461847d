import type { ConfigNode } from '../../parse/config-node.ts';
import { readContainerEnvironment } from './attributes.ts';
import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** An ECS service with its task, as far as the template has it. */
export interface EcsTask {
  /** The task definition itself for a task without a service. */
  readonly service: Resource;
  readonly properties: ConfigNode;
  /** Whether ECS itself replaces its tasks, as opposed to other deployment controllers. */
  readonly isRolling: boolean;
  readonly isDaemon: boolean;
  readonly definition: Resource | null;
  /** The container that gets the requests, or the one that is most likely the program. */
  readonly container: ConfigNode | null;
  readonly environment: ReadonlyMap<string, ConfigNode>;
  /** Undefined when neither the service nor the task specifies it. */
  readonly onFargate: boolean | undefined;
}

export function readTask(template: Template, service: Resource): EcsTask {
  const { properties } = service;
  const definition = service.type === definitionType ? service : definitionOf(template, service);
  const container = definition === null ? null : findMainContainer(service, definition);
  return {
    service,
    properties,
    isRolling: ['ECS', null].includes(properties.get('DeploymentController', 'Type').text()),
    isDaemon: properties.get('SchedulingStrategy').text() === 'DAEMON',
    definition,
    container,
    environment: container === null ? new Map() : readContainerEnvironment(container),
    onFargate: onFargate(service, definition),
  };
}

const definitionType = 'AWS::ECS::TaskDefinition';

/** Tasks without a service in these templates, for example scheduled tasks. */
export function collectStandaloneTasks(template: Template): EcsTask[] {
  const run = new Set(template.services.map((service) => definitionOf(template, service)?.id));
  return template.definitions
    .filter(({ id }) => !run.has(id))
    .map((definition) => readTask(template, definition));
}

const definitionOf = (template: Template, { properties }: Resource): Resource | null =>
  template.targets(properties.get('TaskDefinition')).find(({ type }) => type === definitionType) ?? null;

/** The containers that load balancers target, by the names that a service gives. */
export function balancedContainers({ properties, definition }: EcsTask) {
  const containers = definition?.properties.get('ContainerDefinitions').items();
  if (!containers) return [];
  const names = containers.map((container) => container.get('Name').text());
  return properties
    .get('LoadBalancers')
    .list()
    .flatMap((entry) => {
      const name = entry.get('ContainerName').text();
      return name === null ? [] : [{ entry, name, names, container: containers[names.indexOf(name)] }];
    });
}

function findMainContainer({ properties }: Resource, definition: Resource): ConfigNode | null {
  const containers = definition.properties.get('ContainerDefinitions').list();
  const balanced = properties.get('LoadBalancers', 0, 'ContainerName').text();
  const named = containers.find((container) => container.get('Name').text() === balanced);
  const rostrumContainer = containers.find((container) =>
    readContainerEnvironment(container).has('ROSTRUM_ROLE'),
  );
  // Containers are essential by default.
  const essential = containers.find((container) => container.get('Essential').flag() !== false);
  return (balanced === null ? undefined : named) ?? rostrumContainer ?? essential ?? null;
}

function onFargate({ properties }: Resource, definition: Resource | null): boolean | undefined {
  const launch = properties.get('LaunchType');
  if (!launch.isAbsent) return launch.text() === null ? undefined : launch.text() === 'FARGATE';
  const strategy = properties.get('CapacityProviderStrategy').list();
  const providers = strategy.map((item) => item.get('CapacityProvider').text());
  if (providers.length > 0) {
    const isFargate = (provider: string | null) => provider === 'FARGATE' || provider === 'FARGATE_SPOT';
    return providers.every(isFargate) || (providers.some(isFargate) ? undefined : false);
  }
  const compatible = definition?.properties.get('RequiresCompatibilities').list() ?? [];
  const only = compatible.map((item) => item.text());
  return only.length === 1 && only[0] === 'FARGATE' ? true : undefined;
}
