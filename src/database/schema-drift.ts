import type { DataSource } from 'typeorm';

/** The SQL that would still have to run for the schema to be what the entities describe. Empty: none. */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query, parameters }) =>
    parameters?.length ? `${query} -- ${JSON.stringify(parameters)}` : query,
  );
}
