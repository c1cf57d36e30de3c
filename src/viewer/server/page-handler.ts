import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Nothing but what this server sends runs, loads or is asked, and no other page has it in a frame. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The files of the page. Any other path is a view of the page itself, which reads it. */
const files = /^\/((?:app|part-\w+)\.js|app\.css|icon\.svg)$/;

/** Serves the page from the folder that the build has put it into. */
export function servePage(path: string, response: ServerResponse, folder: URL): void {
  const file = files.exec(path)?.[1] ?? 'index.html';
  const type = types[file.split('.')[1] ?? ''];
  const link = firstQuestion(path);
  const body = readFileSync(new URL(file, folder));
  response
    .writeHead(200, {
      ...(type && { 'content-type': type }),
      'cache-control': 'no-cache',
      ...(link && { link }),
    })
    .end(body);
}

/** What the view of a trace asks for first, so that the answer is there as soon as the view. */
function firstQuestion(path: string): string | undefined {
  const [, traceId] = /^\/traces\/([0-9a-f]{32})$/.exec(path) ?? [];
  return traceId && `</api/traces/${traceId}?brief>; rel=preload; as=fetch; crossorigin`;
}
