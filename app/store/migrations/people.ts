/** The key that a person gets by signing in: one in each tenant that is not revoked. */
export const addPeople = [
  'alter table api_keys add column subject text',
  `create unique index api_keys_of_people on api_keys (tenant, subject)
    where subject is not null and revoked_at is null`,
];
