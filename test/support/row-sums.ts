import type { DataSource } from 'typeorm';

/** A checksum of every row of every table: the same before and after means that nothing was written. */
export async function rowSums(dataSource: DataSource): Promise<Record<string, string>> {
  const tables = await dataSource.query<{ name: string }[]>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await dataSource.query<{ sum: string }[]>(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from "${name}" t`,
    );
    sums[name] = row!.sum;
  }
  return sums;
}
