import { httpTransport } from '../../src/export/http-transport.ts';
import { otlpConfig } from './export-config.ts';

// A process of its own: posts once to the URL in its first argument, with as many milliseconds as its second says.
const [url = '', milliseconds] = process.argv.slice(2);
const contentType = 'application/x-protobuf';
const transport = httpTransport({ otlp: otlpConfig(url), contentType, userAgent: 'test/1' });
const { status } = await transport.send(new Uint8Array(5), Date.now() + Number(milliseconds));
process.stdout.write(status);
