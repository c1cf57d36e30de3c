import { parseArgs } from 'node:util';
import { defaultRetention, type Retention, readRetention } from '../store/retention.ts';

/** What `antifreeze view` was asked for. */
export interface ViewCommand {
  readonly host: string;
  readonly port: number;
  readonly uiPort: number;
  /** Prints traces, and has no page. */
  readonly terminal: boolean;
  readonly open: boolean;
  readonly db: string | undefined;
  readonly retention: Retention;
  readonly sample: string | undefined;
  /** OTLP JSON to begin with. */
  readonly files: readonly string[];
}

/** A command, or what is wrong with the arguments; an empty text where only help was asked for. */
export type ReadViewCommand =
  | { readonly status: 'command'; readonly command: ViewCommand }
  | { readonly status: 'usage'; readonly problem: string };

/** Shown for help, and with a mistake. */
export const viewUsage = `Usage: antifreeze view [options] [FILE.json ...]

Receives OpenTelemetry data, and shows it on a page while it comes. Files of OTLP JSON are opened with it.

  --port <port>       where it receives OTLP over HTTP (4318); 0 for any free one
  --ui-port <port>    where the page is (8318); 0 for any free one
  --host <address>    address to listen at (127.0.0.1); with another one, others can read what is sent to it
  --terminal          prints each trace, instead of the page
  --open              opens the page in a browser
  --db <file>         keeps what it receives in a file of SQLite
  --retain <limits>   how much it keeps, by age, count and size (100000,256MB), such as 24h,50000,100MB
  --sample <share>    answers Jaeger's sampling protocol at /sampling of --port: 0 to 1, or a file of strategies
  --help
`;

/** Reads the arguments after `antifreeze view`. Never throws. */
export function readViewCommand(args: readonly string[]): ReadViewCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '4318' },
        'ui-port': { type: 'string', default: '8318' },
        host: { type: 'string', default: '127.0.0.1' },
        terminal: { type: 'boolean', default: false },
        open: { type: 'boolean', default: false },
        db: { type: 'string' },
        retain: { type: 'string' },
        sample: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { status: 'usage', problem: '' };
    const retention = values.retain ? readRetention(values.retain) : defaultRetention;
    const [port, uiPort] = [readPort(values.port), readPort(values['ui-port'])];
    if (port === undefined) return mistake(`--port ${values.port} is not a port.`);
    if (uiPort === undefined) return mistake(`--ui-port ${values['ui-port']} is not a port.`);
    if (!retention)
      return mistake(`--retain ${values.retain} is not limits such as 24h,50000,100MB.`);
    const { host, terminal, open, db, sample } = values;
    const command = { host, port, uiPort, terminal, open, db, retention, sample };
    return { status: 'command', command: { ...command, files: positionals } };
  } catch (error) {
    // Without the advice of `parseArgs` on what begins with a dash.
    const { message } = error as Error;
    return mistake(message.replace(/\. To specify a positional .*$/s, '').replace(/\.?$/, '.'));
  }
}

function mistake(problem: string): ReadViewCommand {
  return { status: 'usage', problem };
}

function readPort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}
