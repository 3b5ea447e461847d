import type { ConfigNode } from '../../parse/config-node.ts';
import { readContainerEnvironment } from './attributes.ts';
import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** An ECS service with its task, as far as the template has it. */
export interface EcsTask {
  /** The task definition itself for a task without a service. */
  readonly service: Resource;
  readonly definition: Resource | null;
  /** The container that gets the requests, or the one that is most likely the program. */
  readonly container: ConfigNode | null;
  readonly environment: ReadonlyMap<string, ConfigNode>;
  /** Undefined when neither the service nor the task specifies it. */
  readonly onFargate: boolean | undefined;
}

export function readTask(template: Template, service: Resource): EcsTask {
  const definition = service.type === definitionType ? service : definitionOf(template, service);
  const container = definition === null ? null : findMainContainer(service, definition);
  return {
    service,
    definition,
    container,
    environment: container === null ? new Map() : readContainerEnvironment(container),
    onFargate: onFargate(service, definition),
  };
}

const definitionType = 'AWS::ECS::TaskDefinition';

/** Tasks without a service in these templates, for example scheduled tasks. */
export function standaloneTasks(template: Template): EcsTask[] {
  const run = new Set(
    template.ofType('AWS::ECS::Service').map((service) => definitionOf(template, service)?.id),
  );
  return template
    .ofType(definitionType)
    .filter(({ id }) => !run.has(id))
    .map((definition) => readTask(template, definition));
}

function definitionOf(template: Template, service: Resource): Resource | null {
  return (
    service.properties
      .get('TaskDefinition')
      .references()
      .map(({ id }) => template.get(id))
      .find((found) => found?.type === definitionType) ?? null
  );
}

function findMainContainer({ properties }: Resource, definition: Resource): ConfigNode | null {
  const containers = definition.properties.get('ContainerDefinitions').items() ?? [];
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
  const strategy = properties.get('CapacityProviderStrategy').items() ?? [];
  const providers = strategy.map((item) => item.get('CapacityProvider').text());
  if (providers.length > 0) {
    const fargateProviders = providers.filter(
      (provider) => provider === 'FARGATE' || provider === 'FARGATE_SPOT',
    );
    return fargateProviders.length === providers.length
      ? true
      : fargateProviders.length === 0
        ? false
        : undefined;
  }
  const compatible = definition?.properties.get('RequiresCompatibilities').items() ?? [];
  const only = compatible.map((item) => item.text());
  return only.length === 1 && only[0] === 'FARGATE' ? true : undefined;
}
