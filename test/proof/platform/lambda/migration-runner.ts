import { registerHooks } from 'node:module';

/**
 * Calls the migration function as Lambda does, with an SDK whose task never ends, as when a statement waits for a lock.
 * The event is in the variable EVENT.
 */
const sdk = `
  const tasks = [{ taskArn: 'task', lastStatus: 'RUNNING' }];
  export class ECS {
    runTask = async () => ({ tasks });
    describeTasks = async () => ({ tasks });
  }`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@aws-sdk/client-ecs'
      ? { url: `data:text/javascript,${encodeURIComponent(sdk)}`, shortCircuit: true }
      : next(specifier, context),
});

const { startMigration } = await import('../../../../infra/lambda/handler.ts');
process.stdout.write('called\n');
await startMigration(JSON.parse(process.env.EVENT ?? ''));
