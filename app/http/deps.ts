import type { Roster } from '../agents/agent.ts';
import type { Contract } from '../contract/types/contract.ts';
import type { DebateEnded } from '../debate-log/debate-ended.ts';
import type { DocumentReader } from '../files/document-reader.ts';
import type { Bus } from '../live/bus.ts';
import type { Hub } from '../live/hub.ts';
import type { ViewerRegistry } from '../live/viewer-registry.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { Clock } from '../shared/clock.ts';
import type { FindDocuments } from '../sources/find-documents.ts';
import type { ReadSource } from '../sources/read-source.ts';
import type { Store } from '../store/store.ts';
import type { AccessControl } from './auth/access-control.ts';
import type { OpenIdSettings } from './auth/open-id-settings.ts';
import type { PageAssets } from './page-assets.ts';
import type { Readiness } from './readiness.ts';
import type { Signer } from './records/signer.ts';

/** Everything that `createApp` needs. Each route and middleware declares the few members that it uses. */
export interface AppDeps {
  readonly contract: Contract;
  /** Stored in the settings of every debate, so that its record names the limits that applied. */
  readonly contractHash: string;
  readonly version: string;
  /** As in the log and the metrics of this process. */
  readonly processName: string;
  readonly store: Store;
  readonly bus: Bus;
  readonly hub: Hub;
  readonly viewers: ViewerRegistry;
  readonly roster: Roster;
  readonly pageAssets: PageAssets;
  readonly readiness: Readiness;
  /** Aborts when this process begins to drain; nothing may keep a client waiting after that. */
  readonly drainSignal: AbortSignal;
  readonly log: Log;
  /** null: /metrics is switched off. */
  readonly metrics: Metrics | null;
  readonly clock: Clock;
  readonly now: () => Date;
  /** Unguessable: letters, digits, `-` and `_`. */
  readonly randomId: () => string;
  /** 256 bits as base64url. */
  readonly randomSecret: () => string;
  /** True if the error means that the database is unavailable, so that the same request may succeed later. */
  readonly isStoreUnavailable: (error: unknown) => boolean;
  readonly onDebateCreated: () => void;
  readonly onDebateEnded: (ended: DebateEnded) => void;
  readonly accessControl: AccessControl;
  readonly signer: Signer;
  readonly documentReader: DocumentReader;
  readonly readSource: ReadSource;
  readonly findDocuments: FindDocuments;
  /** Hosts from which the operator allows documents. */
  readonly evidenceHosts: readonly string[];
  /** Hosts that the operator allows webhooks to call. */
  readonly webhookHosts: readonly string[];
  /** What the debates of each tenant may cost that are created on one day (UTC); null: no limit. */
  readonly tenantUsdPerDay: number | null;
  /** null: people cannot sign in by OpenID Connect. */
  readonly openId: OpenIdSettings | null;
  /** True in a Lambda function, which serves the route classes in `functionClasses` only. */
  readonly isLambda: boolean;
}
