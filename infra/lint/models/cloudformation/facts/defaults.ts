import type { FactBuilder } from '../../../parse/fact-builder.ts';
import type { EcsTask } from '../task.ts';
import type { Template } from '../template.ts';
import type { EcsServiceRole } from './service.ts';

/** In a third-party template that is read completely, a resource that is missing counts as 0 or none. */
export function addAbsentFacts(
  builder: FactBuilder,
  template: Template,
  { service }: EcsTask,
  role: EcsServiceRole,
): void {
  const { place } = service.properties;
  if (!template.isComplete(place.file)) return;
  const isNone = (...types: readonly string[]) => template.ofType(...types).length === 0;
  if (template.ofType('AWS::ECS::Service').length === 1) {
    const other = `deployment.${role === 'web' ? 'worker' : 'web'}` as const;
    builder.set(`${other}.tasksMax`, 0, place, true);
    builder.set(`${other}.maximumPercent`, 0, place, true);
  }
  if (isNone('AWS::Lambda::Function'))
    for (const name of ['enabled', 'concurrencyMax', 'poolMax'] as const)
      builder.set(`deployment.function.${name}`, 0, place, true);
  if (isNone('AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'))
    builder.set('deployment.database.connectionsMax', null, place, true);
}
