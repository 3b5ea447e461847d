import { auditCommand } from './audit.ts';
import { checkCommand } from './check.ts';
import type { ContractCommand } from './command.ts';
import { explainCommand } from './explain.ts';
import { renderCommand } from './render.ts';
import { routesCommand } from './routes.ts';
import { valuesCommand } from './values.ts';

/** The commands of `npm run contract`, in the order of its help. */
export const commands: Readonly<Record<string, ContractCommand>> = {
  check: checkCommand,
  explain: explainCommand,
  values: valuesCommand,
  routes: routesCommand,
  render: renderCommand,
  audit: auditCommand,
};
