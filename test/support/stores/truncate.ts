/** All tables but those of the migrations. */
export const listTables = `
  select quote_ident(tablename) as name from pg_tables
  where schemaname = 'public' and tablename not like 'kysely%'`;

/** Removes all rows; `tables` is the result of `listTables`. */
export const truncate = (tables: readonly unknown[]): string =>
  `truncate ${tables.map(nameOf).join(', ')} restart identity`;

function nameOf(row: unknown): string {
  if (typeof row !== 'object' || row === null || !('name' in row)) throw new Error('not a table');
  return String(row.name);
}
