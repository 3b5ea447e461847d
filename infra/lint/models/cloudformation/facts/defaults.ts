import type { Sheet } from '../../../parse/fact-builder.ts';
import type { Task } from '../task.ts';
import type { Template } from '../template.ts';
import type { Role } from './service.ts';

/** Of what a template of others has none, nobody has to say how much there is. */
export function absentFacts(sheet: Sheet, template: Template, { service }: Task, role: Role): void {
  const { place } = service.properties;
  if (!template.isWhole(place.file)) return;
  const isNone = (...types: readonly string[]) => template.of(...types).length === 0;
  if (template.of('AWS::ECS::Service').length === 1) {
    const other = `deployment.${role === 'web' ? 'worker' : 'web'}` as const;
    sheet.put(`${other}.tasksMax`, 0, place, true);
    sheet.put(`${other}.maximumPercent`, 0, place, true);
  }
  if (isNone('AWS::Lambda::Function'))
    for (const name of ['enabled', 'concurrencyMax', 'poolMax'] as const)
      sheet.put(`deployment.function.${name}`, 0, place, true);
  if (isNone('AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'))
    sheet.put('deployment.database.connectionsMax', null, place, true);
}
