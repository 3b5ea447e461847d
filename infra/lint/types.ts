import type { FactName } from '../../app/contract/facts.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { RouteClass } from '../../app/contract/types/http.ts';
import type { ParsedDocument } from './parse/document.ts';

/** A location in an audited file: its resource (a logical id, a service name) and the path within it. */
export interface SourceLocation {
  readonly file: string;
  readonly resource: string;
  readonly path: string;
  /** The CDK construct path of the resource, if the template has it. */
  readonly construct: string | null;
  readonly line: number | null;
}

export const locationKey = ({ file, resource, path }: SourceLocation): string =>
  `${file} ${resource} ${path}`;

/** A fact from a file. `isDefault`: the file does not set it, so the platform's documented default applies. */
export interface FactValue {
  /** Null: the layer does not exist. */
  readonly value: number | null;
  readonly place: SourceLocation;
  readonly isDefault: boolean;
  /** Where to set it for this resource alone, when its location is shared with others. */
  readonly overridePath?: string;
  /** The largest value that the platform accepts. */
  readonly max?: number;
  /** What to consider before changing it. */
  readonly caution?: string;
  /** The values that the platform accepts, ascending, when there are only a few. */
  readonly allowedValues?: readonly number[];
}

/** Limits of the platforms: no file can change them. */
export const platformFacts: ReadonlySet<FactName> = new Set([
  'deployment.cdn.socketIdleMs',
  'deployment.cdn.readMsMax',
  'deployment.container.stopMsMax',
  'deployment.rollout.durationMsMax',
  'deployment.function.timeoutMsMax',
  'deployment.function.bodyBytesMax',
  'balancer.slowStartMsMax',
]);

/** One request path: a service and every proxy in front of it; for a worker, the service alone. */
export interface RequestPath {
  readonly name: string;
  readonly facts: ReadonlyMap<FactName, FactValue>;
  /** Rostrum's contract, when the file names its profile: it has the facts that the files lack. */
  readonly contract: Contract | null;
  /** The invariants that apply to this path; all of them when undefined. */
  readonly applicableInvariants?: ReadonlySet<string>;
  /** Invariants that are warnings here instead of errors, because they fail only for slow requests. */
  readonly downgradedInvariants?: ReadonlySet<string>;
  /** The names and addresses of the service at its end. */
  readonly hosts?: readonly string[];
  /** Where a gateway proxies to; another file may describe it. */
  readonly upstream?: GatewayUpstream;
}

/** A gateway in front of Rostrum, as far as its file describes it. */
export interface RostrumGateway {
  readonly contract: Contract;
  /** The classes of Rostrum's routes that it serves. */
  readonly classes: ReadonlySet<RouteClass>;
  /** Its limit for uploads; null when it has none of their routes, or when the limit is unknown. */
  readonly bodyLimit: BodyLimit | null;
  /** Where it should set the header Upgrade, and does not. */
  readonly upgradeMissingAt: SourceLocation | null;
  /** Where it ignores X-Accel-Buffering, and buffers. */
  readonly bufferedAt: SourceLocation | null;
  /** How long the workers of nginx stay after a reload. */
  readonly reloadTimes: readonly { readonly ms: number; readonly place: SourceLocation }[];
}

export interface BodyLimit {
  readonly bytes: number;
  readonly isDefault: boolean;
  readonly place: SourceLocation;
  readonly fix?: string;
}

export interface GatewayUpstream {
  /** The names or addresses that it proxies to. */
  readonly hosts: readonly string[];
  /** The classes of Rostrum's routes that take this path. */
  readonly routeClasses: ReadonlySet<RouteClass>;
  /** Where a host is named that must exist when the gateway starts. */
  readonly requiredAt?: SourceLocation;
  /** What the rules for gateways of Rostrum check, if that is the upstream. */
  readonly gateway: Omit<RostrumGateway, 'contract' | 'classes'>;
}

/**
 * error: the platform rejects it, or requests or data are lost in ordinary operation. warning: they are lost under
 * load, at a deployment or after a failure. note: advice, shown on request.
 */
export type Severity = 'error' | 'warning' | 'note';

export type FormatName = 'CloudFormation' | 'Kubernetes' | 'Compose' | 'nginx';

/** What a rule asks for, and why: its page, `explain` and every report are made from this. */
export interface Rule<Id extends string = string> {
  readonly id: Id;
  readonly severity: Severity;
  readonly formats: readonly FormatName[];
  readonly summary: string;
  /** The failure that the rule prevents, as a noun phrase. */
  readonly rationale: string;
  readonly fix: string;
  readonly source: string;
}

/** A broken rule at one location; `message` describes the offending value, with its numbers. */
export interface Violation {
  readonly rule: Rule;
  readonly place: SourceLocation;
  readonly message: string;
  readonly fix: string;
}

/** A value that could not be read and was not checked. */
export interface SkippedValue {
  readonly place: SourceLocation;
  readonly reason: string;
  /** Set when the file itself is faulty, so that part of it was not read. */
  readonly fix?: string;
}

export interface Extraction {
  readonly requestPaths: readonly RequestPath[];
  readonly violations: readonly Violation[];
  readonly skipped: readonly SkippedValue[];
  /** Set when nothing in the files can be checked: the kinds of resources that would be. */
  readonly missingSubjects?: string;
  /** Inputs of any kind that were read as parts of others. */
  readonly parts?: ReadonlySet<string>;
  readonly networks?: readonly HostNetwork[];
}

/** The names that the containers of one project know each other by. */
export interface HostNetwork {
  readonly hosts: ReadonlySet<string>;
  /** Whether a name that is not among the hosts does not exist. */
  readonly isComplete: boolean;
  /** The files and folders that its containers mount. */
  readonly mounts: readonly string[];
}

/** An input file, parsed once for all kinds; `documents` is empty when it is neither JSON nor YAML. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
  /** Set for a file inside another one, such as an nginx.conf in a ConfigMap. */
  readonly embedded?: EmbeddedPosition;
  readonly documents: readonly ParsedDocument[];
  /** Why it is neither, and at which line. */
  readonly parseError?: { readonly reason: string; readonly line: number | null };
}

export interface EmbeddedPosition {
  /** Its path for the includes of other files in the same object. */
  readonly path: string;
  /** The number of lines of the outer file before its first line; null when its lines are not those of the file. */
  readonly lineOffset: number | null;
  readonly line: number | null;
}

/** Finds files that inputs refer to. */
export interface FileFinder {
  /** The file at a path below the folder of another file; null for a path that leads out of that folder. */
  readonly find: (from: string, path: string) => SourceFile | null;
  /** The files that match a path with wildcards in its last segment, by name. */
  readonly match: (from: string, pattern: string) => SourceFile[];
  /** The names in a folder below that of a file. */
  readonly list: (from: string, folder?: string) => readonly string[];
}

export interface ExtractionOptions {
  /** Values for template parameters without a default. */
  readonly parameters: ReadonlyMap<string, string>;
  /** All inputs, and the files next to them. */
  readonly lookup: FileFinder;
}
