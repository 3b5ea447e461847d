import type { AccessSettings } from './access.ts';
import type { AgentSettings } from './agents.ts';
import type { DeploymentSettings } from './deployment.ts';
import type { FileSettings } from './files.ts';
import type { GatewaySettings } from './gateways.ts';
import type {
  EdgeSettings,
  HttpSettings,
  RateLimiterSettings,
  RouteClass,
  RouteClassSettings,
} from './http.ts';
import type { DebateLimits } from './limits.ts';
import type { BusSettings, LiveSettings } from './live.ts';
import type { DatabaseSettings, MeasurementSettings, ProbesSettings, ProcessSettings } from './process.ts';
import type { SupervisorSettings } from './supervisor.ts';
import type { WebhookSettings } from './webhooks.ts';
import type { WorkSettings } from './worker.ts';

/**
 * The operational contract: every number that two layers must agree on, once, with its unit at the end of its name.
 * The server, the worker, the store and the renderers read these values; none of them has a number of its own.
 * `null` means that a layer sets no such limit.
 */
export interface Contract {
  readonly profile: string;
  readonly edge: EdgeSettings;
  readonly gateway: GatewaySettings;
  readonly http: HttpSettings;
  readonly access: AccessSettings;
  readonly rates: RateLimiterSettings;
  readonly classes: Readonly<Record<RouteClass, RouteClassSettings>>;
  readonly live: LiveSettings;
  readonly bus: BusSettings;
  readonly process: ProcessSettings;
  readonly supervisor: SupervisorSettings;
  readonly probes: ProbesSettings;
  readonly measures: MeasurementSettings;
  readonly work: WorkSettings;
  readonly webhooks: WebhookSettings;
  readonly files: FileSettings;
  readonly agents: AgentSettings;
  readonly limits: DebateLimits;
  readonly database: DatabaseSettings;
  readonly deployment: DeploymentSettings;
}
