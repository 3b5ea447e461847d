/** Members of a new debate under a name of their tenant. */
export interface StoredPanel {
  readonly name: string;
  readonly settings: object;
  /** ISO time. */
  readonly updatedAt: string;
}

export interface NewPanel extends StoredPanel {
  readonly tenant: string;
  /** So many panels a tenant can have. */
  readonly panelsMax: number;
}

export interface PanelStore {
  /** Replaces a panel of the same name. Resolves with false when the tenant has `panelsMax` others. */
  savePanel(panel: NewPanel): Promise<boolean>;
  panel(tenant: string, name: string): Promise<StoredPanel | null>;
  /** By name. */
  panels(tenant: string, limit: number): Promise<readonly StoredPanel[]>;
  /** Resolves with false for a panel that does not exist. */
  deletePanel(tenant: string, name: string): Promise<boolean>;
}
