import type { DataSource } from 'typeorm';

// Conditions on the owner, as they reach the database: found, and taken out one at a time.

const condition = /((?:"?\w+"?\.)?"?(?:owner_id|tenant_id)"?) = (\$\d+|EXCLUDED\.(?:owner_id|tenant_id))/g;

/** One condition of one statement. */
export interface OwnerCondition {
  statement: string;
  /** Which of the statement's conditions on its owner. */
  index: number;
  text: string;
}

/** Every condition on the owner in a statement. */
export function ownerConditionsOf(statement: string): OwnerCondition[] {
  return [...statement.matchAll(condition)].map(([text], index) => ({ statement, index, text }));
}

/** Looks at, and changes, every statement that goes through a data source. */
export class StatementTap {
  /** Hears of every statement. */
  onStatement: (statement: string) => void = () => {};
  /** The condition that is left out; what it names is read all the same, so that parameters keep their types. */
  fault: OwnerCondition | undefined;

  constructor(dataSource: DataSource) {
    const create = dataSource.createQueryRunner.bind(dataSource);
    dataSource.createQueryRunner = (mode) => {
      const runner = create(mode);
      const query = runner.query.bind(runner) as (statement: string, ...rest: unknown[]) => Promise<unknown>;
      return Object.assign(runner, {
        query: (statement: string, ...rest: unknown[]) => {
          this.onStatement(statement);
          return query(this.withFault(statement), ...rest);
        },
      });
    };
  }

  private withFault(statement: string): string {
    const { fault } = this;
    if (fault?.statement !== statement) return statement;
    let index = 0;
    return statement.replace(condition, (text, left: string, right: string) =>
      index++ === fault.index ? `(${left} IS NOT NULL AND ${right}::text IS NOT NULL)` : text,
    );
  }
}
