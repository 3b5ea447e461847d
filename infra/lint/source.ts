import type { FactName } from '../../app/contract/facts.ts';
import type { Contract, RouteClass } from '../../app/contract/types/contract.ts';
import type { Document } from './parse/document.ts';

/** Where something stands: what it belongs to (a logical id, the name of a service), and the way to it in there. */
export interface Place {
  readonly file: string;
  readonly resource: string;
  readonly path: string;
  /** The construct that made the resource, where CDK has left its path. */
  readonly construct: string | null;
  readonly line: number | null;
}

export const keyOf = ({ file, resource, path }: Place): string => `${file} ${resource} ${path}`;

/** A number of a file. `assumed`: it is not written there, so that what the platform documents holds. */
export interface Found {
  /** As facts have it: null says that there is no such layer. */
  readonly value: number | null;
  readonly place: Place;
  readonly isDefault: boolean;
  /** Where it would be written for this one alone, when it stands where it holds for others, too. */
  readonly overridePath?: string;
  /** The most that the platform takes there: more is no cure. */
  readonly max?: number;
  /** All that the platform takes there, in order, where it takes a few only. */
  readonly allowedValues?: readonly number[];
}

/** What platforms say themselves: no file can change it. */
export const ofPlatform: ReadonlySet<FactName> = new Set([
  'deployment.cdn.socketIdleMs',
  'deployment.cdn.readMsMax',
  'deployment.container.stopMsMax',
  'deployment.rollout.durationMsMax',
  'deployment.function.timeoutMsMax',
  'deployment.function.bodyBytesMax',
  'balancer.slowStartMsMax',
]);

/** One way that requests or work take: a service, and everything in front of it. */
export interface Way {
  readonly name: string;
  readonly facts: ReadonlyMap<FactName, Found>;
  /** What the program runs with, when it is ours and the file names its profile: all the facts that no file has. */
  readonly contract: Contract | null;
  /** The invariants that are true of what it is made of; without it, all are. */
  readonly judgedBy?: ReadonlySet<string>;
  /** Those that fail nobody here as long as nothing is slow: they are warned of, and are no errors. */
  readonly warnedOf?: ReadonlySet<string>;
  /** The names and addresses by which others reach the service at its end. */
  readonly hosts?: readonly string[];
  /** Of a gateway: what it leads on to, which another file may have. */
  readonly upstream?: Onward;
}

export interface Onward {
  /** The names or addresses that it sends to. */
  readonly hosts: readonly string[];
  /** The classes of our own routes that go this way. */
  readonly routeClasses: ReadonlySet<RouteClass>;
  /** What is wrong with it when our program, with this contract, stands behind it. */
  readonly flawsBefore: (contract: Contract) => readonly Flaw[];
}

/**
 * error: refused by the platform, or it fails in normal operation. warning: it fails in a case that will come, as a
 * deployment under load. note: it costs, or surprises.
 */
export type Severity = 'error' | 'warning' | 'note';

/** A rule that is no relation of two facts. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly prevents: string;
  readonly fix: string;
  /** Invariants, or other rules, that say the same of the same place, with what it breaks beside. */
  readonly toldBy?: readonly string[];
}

/** A rule that is broken in one place; `found` says what stands there, with its numbers. */
export interface Flaw {
  readonly rule: Rule;
  readonly place: Place;
  readonly message: string;
  /** What mends it here, where that says more than the rule. */
  readonly fix?: string;
}

/** What could not be read, so that nothing is said about it. */
export interface Unread {
  readonly place: Place;
  readonly why: string;
  /** What to do about it; where it is there, something is wrong with the file itself, and not all of it was read. */
  readonly cure?: string;
}

export interface Reading {
  readonly ways: readonly Way[];
  readonly flaws: readonly Flaw[];
  readonly skipped: readonly Unread[];
  /** What would be judged, where there is none of it. */
  readonly lacks?: string;
}

/** A file, read once for all kinds of sources; documents is empty for what is neither JSON nor YAML. */
export interface Input {
  readonly name: string;
  readonly text: string;
  /** Files in the same directory that may belong to it, where somebody has looked. */
  readonly siblings?: readonly string[];
  readonly documents: readonly Document[];
  /** Why it is neither, and from which line on. */
  readonly noDocument?: { readonly why: string; readonly line: number | null };
}

/** What whoever asks knows beside the file. */
export interface Asked {
  /** Values of parameters that the file leaves open. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A kind of file that facts can be read from: recognised by what is in it, never by its name. */
export interface Source {
  readonly name: string;
  readonly recognizes: (input: Input) => boolean;
  /** All files of this kind together: what one exports another may import. */
  readonly extract: (inputs: readonly Input[], asked: Asked) => Reading;
}
