// Runs SQL in DuckDB, without more around it than its own command-line client would have; answers go where the SQL says.
// JavaScript, because type checks of the checkout must pass without bench/node_modules.
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:', { threads: '2', preserve_insertion_order: 'false' });
const connection = await instance.connect();
await connection.run(process.argv[2]);
process.exit(0);
