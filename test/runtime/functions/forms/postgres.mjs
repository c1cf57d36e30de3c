import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { traceLambda } from 'antifreeze';
import { Client } from 'pg';

/** One query, by a library that somebody else's instrumentation knows. */
export const handler = traceLambda(
  async () => {
    const client = new Client({ connectionString: process.env.POSTGRES });
    await client.connect();
    const { rows } = await client.query('SELECT total FROM orders');
    await client.end();
    return rows;
  },
  { instrumentations: [new PgInstrumentation()] },
);
