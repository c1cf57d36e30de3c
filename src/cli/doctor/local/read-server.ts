import type { HandlerSource } from './project.ts';
import { entriesIn, type FindHandler, findExport, readHandler } from './read-handler.ts';
import { endOfExpression, sourceText } from './source-text.ts';

const entry = 'antifreeze/gcp';

/** Tells whether a function of functions-framework is traced in its file. */
export function readFrameworkFunction(file: string, text: string, name: string): HandlerSource {
  const isEvent = /\bcloudEvent\s*\(|\bCloudEvent\b/.test(text);
  const wrapper = isEvent ? 'traceCloudEvent' : 'traceHttpFunction';
  return readHandler({ file, text, exportName: name, entry, wrapper }, findRegistered);
}

/** Tells whether a file traces its server. Which one it is may be said in many ways. */
export function readServer(file: string, text: string): HandlerSource {
  const source = sourceText(text);
  const isTraced = /\btraceServer\s*\(/.test(source.bare);
  return {
    file,
    state: isTraced ? 'wrapped' : 'bare',
    entries: entriesIn(source),
    namesEndpoint: false,
    wrap: [],
  };
}

/** `http('orders', …)`, or what is exported by the name. */
const findRegistered: FindHandler = (source, name) => {
  const quoted = String.raw`['"\`]${name.replace(/[^\w-]/g, '')}['"\`]`;
  const registers = String.raw`(?<=^|\n)[^\n]*\b(?:http|cloudEvent)\s*\(\s*${quoted}\s*,\s*`;
  const [match] = source.code.matchAll(new RegExp(registers, 'g'));
  if (!match) return findExport(source, name);
  const start = match.index + match[0].length;
  const end = endOfExpression(source.bare, start);
  return { form: 'value', name, from: match.index, start, end };
};
