import type { Sheet } from '../../../parse/fact-builder.ts';
import type { Task } from '../task.ts';
import type { Template } from '../template.ts';
import type { Role } from './service.ts';

/** Of what a template of others has none, nobody has to say how much there is. */
export function absentFacts(sheet: Sheet, template: Template, { service }: Task, role: Role): void {
  const { place } = service.properties;
  if (!template.isComplete(place.file)) return;
  const isNone = (...types: readonly string[]) => template.ofType(...types).length === 0;
  if (template.ofType('AWS::ECS::Service').length === 1) {
    const other = `deployment.${role === 'web' ? 'worker' : 'web'}` as const;
    sheet.set(`${other}.tasksMax`, 0, place, true);
    sheet.set(`${other}.maximumPercent`, 0, place, true);
  }
  if (isNone('AWS::Lambda::Function'))
    for (const name of ['enabled', 'concurrencyMax', 'poolMax'] as const)
      sheet.set(`deployment.function.${name}`, 0, place, true);
  if (isNone('AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'))
    sheet.set('deployment.database.connectionsMax', null, place, true);
}
