import type { DataSource } from 'typeorm';

/** Counts the statements that go through the data source, until the returned function is called. */
export function countStatements(dataSource: DataSource): () => number {
  const logger = dataSource.logger;
  let count = 0;
  dataSource.logger = Object.assign(Object.create(logger) as typeof logger, {
    logQuery: () => void count++,
  });
  return () => {
    dataSource.logger = logger;
    return count;
  };
}
