// Reads a CSV file into a table in memory with DuckDB; prints the best seconds of REPEATS.
//   node duckdb_reader.mjs NODE_MODULES FILE THREADS REPEATS

import {createRequire} from 'node:module';
import {resolve} from 'node:path';

const [folder, file, threads, repeats] = process.argv.slice(2);
const {DuckDBInstance} = createRequire(resolve(folder) + '/')('@duckdb/node-api');
const connection = await (await DuckDBInstance.create(':memory:', {threads})).connect();
let best = Infinity;
for (let i = 0; i < Number(repeats); ++i) {
  const start = performance.now();
  await connection.run(`CREATE OR REPLACE TABLE cells AS SELECT * FROM read_csv('${file.replaceAll("'", "''")}')`);
  best = Math.min(best, performance.now() - start);
}
console.log((best / 1000).toFixed(4));
