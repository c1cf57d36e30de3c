import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

/** Nothing but what this server sends runs, loads or is asked, and no other page has it in a frame. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The files of the page, by their paths. Any other path is a view of the page itself, which reads it. */
const files: Readonly<Record<string, [file: string, type: keyof typeof types]>> = {
  '/app.js': ['app.js', 'js'],
  '/app.css': ['app.css', 'css'],
  '/icon.svg': ['icon.svg', 'svg'],
};

/** Serves the page from the folder that the build has put it into. */
export function servePage(path: string, response: ServerResponse, folder: URL): void {
  const [file, type] = files[path] ?? ['index.html', 'html'];
  const body = readFileSync(new URL(file, folder));
  response.writeHead(200, { 'content-type': types[type], 'cache-control': 'no-cache' }).end(body);
}
