import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HoldbandError } from '../../core/errors.ts';

/** Loads the optional peer; a test brings one that fails. */
export type LoadDuckDb = () => Promise<typeof import('@duckdb/node-api')>;

const loadDuckDb: LoadDuckDb = () => import('@duckdb/node-api');

/** More threads than this hold more buffers than they save time. */
const MOST_THREADS = 8;
const LEAST_MEMORY_MB = 400;

/** One in-memory database. Answers come column by column: an object a row costs more than the query. */
export class DuckDb {
  private readonly connection: DuckDBConnection;
  private readonly close_: () => void;

  /** @throws HoldbandError `DuckDbMissing` with the line that installs it */
  static async open(load: LoadDuckDb = loadDuckDb): Promise<DuckDb> {
    const { DuckDBInstance } = await load().catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ERR_MODULE_NOT_FOUND' && cause.code !== 'MODULE_NOT_FOUND') throw cause;
      const message = 'access logs are read with DuckDB, which is not installed; run: npm install @duckdb/node-api';
      throw new HoldbandError('DuckDbMissing', message, { cause });
    });
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(Math.min(availableParallelism(), MOST_THREADS)),
      // Half the machine: what does not fit goes to the temporary directory, not to the kernel's out-of-memory killer.
      memory_limit: `${Math.max(LEAST_MEMORY_MB, Math.floor(totalmem() / 2 ** 21))}MB`,
      temp_directory: join(tmpdir(), `holdband-duckdb-${process.pid}`),
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    return new DuckDb(connection, () => {
      connection.closeSync();
      instance.closeSync();
    });
  }

  private constructor(connection: DuckDBConnection, close: () => void) {
    this.connection = connection;
    this.close_ = close;
  }

  /** Runs a statement for its effect. */
  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** Columns of the answer. Select DOUBLE, INTEGER and VARCHAR only: a BIGINT arrives as `bigint`. */
  async columns(sql: string): Promise<unknown[][]> {
    const reader = await this.connection.runAndReadAll(sql);
    return reader.getColumnsJS();
  }

  close(): void {
    this.close_();
  }
}

/** A string as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
