import { auditCommand } from './audit.ts';
import { capacityCommand } from './capacity.ts';
import { checkCommand } from './check.ts';
import type { ContractCommand } from './contract-command.ts';
import { envCommand } from './env.ts';
import { explainCommand } from './explain.ts';
import { renderCommand } from './render.ts';
import { routesCommand } from './routes.ts';
import { schemaCommand } from './schema.ts';
import { valuesCommand } from './values.ts';

/** The commands of `npm run contract`, in the order of its help. */
export const commands: Readonly<Record<string, ContractCommand>> = {
  check: checkCommand,
  explain: explainCommand,
  capacity: capacityCommand,
  values: valuesCommand,
  routes: routesCommand,
  env: envCommand,
  schema: schemaCommand,
  render: renderCommand,
  audit: auditCommand,
};
