import type { Preset } from '../core/presets.ts';
import type { TokenPrice } from '../cost/price.ts';

/** The body of `GET /api/v1/agents`. */
export interface AgentsResponse {
  readonly defaultModel: string;
  readonly defaultReason: string;
  readonly defaultPrice: TokenPrice;
  readonly providers: readonly {
    readonly provider: string;
    readonly models: readonly {
      readonly model: string;
      readonly price: TokenPrice;
      readonly contextTokens: number | null;
      readonly family: string | null;
    }[];
    /** The day on which its prices were last compared with its own list; null when it has none. */
    readonly pricesCheckedAt: string | null;
    readonly list: { readonly readAt: string | null; readonly failure: string | null } | null;
  }[];
  readonly presets: readonly (Preset & { readonly description: string })[];
  /** Whether the operator allows documents from any host. */
  readonly evidenceByAddress: boolean;
  readonly limits: Readonly<
    Record<
      'questionCharsMax' | 'documentsMax' | 'documentBytesMax' | 'fileBytesMax' | 'panelMax' | 'roundsMax',
      number
    >
  >;
}
