import type { Fact } from '../../../debate/views/record-facts.ts';

/** A record in reading order, for the Markdown and HTML exports. Texts are not yet escaped. */
export interface Report {
  /** The question. */
  readonly title: string;
  /** What a reader must know before the answer. */
  readonly notes: readonly string[];
  /** Without empty sections. */
  readonly sections: readonly ReportSection[];
  readonly footnotes: readonly string[];
  readonly identity: {
    readonly title: string;
    readonly facts: readonly Fact[];
    readonly verification: { readonly instruction: string; readonly command: string };
  };
}

export interface ReportSection {
  readonly title: string;
  readonly caption: string | null;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** The choice of a closed question. */
  | { readonly kind: 'choice'; readonly text: string }
  /** Markdown of a model. */
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'items'; readonly items: readonly ReportItem[] }
  | {
      readonly kind: 'table';
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export interface ReportItem {
  readonly label: string | null;
  readonly text: string;
  readonly details: readonly string[];
}

/** All columns of a table but the first and the last hold numbers. */
export const isNumberColumn = (index: number, { length }: readonly string[]): boolean =>
  index > 0 && index < length - 1;
