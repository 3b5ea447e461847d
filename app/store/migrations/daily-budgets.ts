/** What debates may cost and have used by day. No foreign key: it stays when a debate is deleted. */
export const createDailyBudgets = [
  'alter table api_keys add column usd_per_day double precision',
  `create table budget_holds (
    debate_id text primary key,
    tenant text not null,
    key_id text not null,
    day date not null,
    held_usd double precision not null,
    tenant_usd_per_day double precision
  )`,
  'create index budget_holds_of_day on budget_holds (tenant, day)',
  `create table model_usage (
    debate_id text not null,
    model text not null,
    tenant text not null,
    key_id text not null,
    day date not null,
    calls integer not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cost_usd double precision not null,
    primary key (debate_id, model)
  )`,
  'create index model_usage_of_day on model_usage (tenant, day)',
];
