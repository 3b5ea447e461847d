import type { View } from '../../parse/value-ref.ts';
import { environment } from './attributes.ts';
import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** A service of ECS with the task that it runs, as far as the template has it. */
export interface Task {
  /** Of a task that no service runs, its definition. */
  readonly service: Resource;
  readonly definition: Resource | null;
  /** The container that gets the requests, or the one that is most likely the program. */
  readonly container: View | null;
  readonly environment: ReadonlyMap<string, View>;
  /** Undefined where neither the service nor the task says on what it runs. */
  readonly onFargate: boolean | undefined;
}

export function taskOf(template: Template, service: Resource): Task {
  const definition = service.type === definitionType ? service : definitionOf(template, service);
  const container = definition === null ? null : programOf(service, definition);
  return {
    service,
    definition,
    container,
    environment: container === null ? new Map() : environment(container),
    onFargate: onFargate(service, definition),
  };
}

const definitionType = 'AWS::ECS::TaskDefinition';

/** Tasks that no service here runs: a schedule does, or somebody, or a service of another template. */
export function loneTasksOf(template: Template): Task[] {
  const run = new Set(template.ofType('AWS::ECS::Service').map((service) => definitionOf(template, service)?.id));
  return template
    .ofType(definitionType)
    .filter(({ id }) => !run.has(id))
    .map((definition) => taskOf(template, definition));
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

function programOf({ properties }: Resource, definition: Resource): View | null {
  const containers = definition.properties.get('ContainerDefinitions').items() ?? [];
  const balanced = properties.get('LoadBalancers', 0, 'ContainerName').text();
  const named = containers.find((container) => container.get('Name').text() === balanced);
  const ours = containers.find((container) => environment(container).has('ROSTRUM_ROLE'));
  // A container is essential unless it says otherwise.
  const essential = containers.find((container) => container.get('Essential').flag() !== false);
  return (balanced === null ? undefined : named) ?? ours ?? essential ?? null;
}

function onFargate({ properties }: Resource, definition: Resource | null): boolean | undefined {
  const launch = properties.get('LaunchType');
  if (!launch.isAbsent) return launch.text() === null ? undefined : launch.text() === 'FARGATE';
  const strategy = properties.get('CapacityProviderStrategy').items() ?? [];
  const providers = strategy.map((item) => item.get('CapacityProvider').text());
  if (providers.length > 0) {
    const onIt = providers.filter((provider) => provider === 'FARGATE' || provider === 'FARGATE_SPOT');
    return onIt.length === providers.length ? true : onIt.length === 0 ? false : undefined;
  }
  const compatible = definition?.properties.get('RequiresCompatibilities').items() ?? [];
  const only = compatible.map((item) => item.text());
  return only.length === 1 && only[0] === 'FARGATE' ? true : undefined;
}
