// Starts the runtime client as the managed runtime does: its own command line takes the handler from argv.
import { run } from 'aws-lambda-ric/dist/index.mjs';

await run(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
