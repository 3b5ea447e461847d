/** Members of new debates under a name, as JSON. Debates copy them and have no reference to them. */
export const createPanels = [
  `create table panels (
    tenant text not null,
    name text not null,
    settings text not null,
    updated_at timestamptz not null,
    primary key (tenant, name)
  )`,
];
