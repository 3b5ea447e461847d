import { createClient } from '../../../app/client/client.ts';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import type { ViewerGroup } from './fanout-load.ts';
import type { FanoutServer } from './fanout-server.ts';

export interface FanoutDebates {
  readonly debates: number;
  readonly preset: 'standard' | 'deep';
  readonly groupOf: (debate: string) => ViewerGroup;
  /** The models and their servers. */
  readonly variables: Readonly<Record<string, string>>;
  readonly live?: Overrides<Contract['live']>;
}

const unlimited = { rate: { addressRequestsMax: 100_000, keyRequestsMax: 100_000 } };

/** One process with the embedded database and running debates. */
export async function openRostrum(options: FanoutDebates): Promise<FanoutServer> {
  const contract = applyOverrides(profile('development'), {
    agents: { callsPerProviderMax: { compatible: 1000 }, totalMs: 600_000 },
    work: { debatesPerWorker: 200, debatesPerTenantMax: 1000 },
    database: { poolMax: 20 },
    live: { viewersMax: 6000, viewersPerKeyMax: null, ...options.live },
    classes: { api: unlimited, socket: unlimited, stream: unlimited },
  });
  const directory = createTemporaryDirectory('bench');
  const program = await startProgram(
    { ...contractEnvironment(contract), ROSTRUM_DATA_DIR: directory.path, ...options.variables },
    undefined,
    [],
  );
  const client = createClient({ baseUrl: program.url });
  const groups: ViewerGroup[] = [];
  for (let index = 0; index < options.debates; index += 1) {
    const question = `Which of both is better, ${index}?`;
    groups.push(options.groupOf((await client.create({ question, preset: options.preset })).id));
  }
  return {
    child: program.child,
    port: Number(new URL(program.url).port),
    groups,
    close() {
      void program.stop('SIGKILL').then(() => directory.remove());
    },
  };
}
