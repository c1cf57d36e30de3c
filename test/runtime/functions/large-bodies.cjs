const { once } = require('node:events');
const http = require('node:http');
const { Readable } = require('node:stream');
const { setTimeout: sleep } = require('node:timers/promises');
const { traceLambda } = require('antifreeze');
const undici = require('undici');

const upstream = process.env.UPSTREAM;
const megabyte = 1024 * 1024;
let peak = 0;

async function count(stream) {
  let size = 0;
  let next = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size < next) continue;
    next = size + 5 * megabyte;
    // What is left after that is held by somebody.
    globalThis.gc();
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  }
  return size;
}

async function* parts(megabytes) {
  yield Buffer.from('{"text":"');
  for (let part = 0; part < megabytes; part += 1) yield Buffer.alloc(megabyte, 'word ');
}

const clients = {
  async http({ up, down }) {
    const request = http.request(`${upstream}/${down}`, { method: 'POST' });
    Readable.from(parts(up)).pipe(request);
    const [response] = await once(request, 'response');
    return count(response);
  },
  async fetch({ up, down }) {
    const body = Readable.toWeb(Readable.from(parts(up)));
    const response = await fetch(`${upstream}/${down}`, { method: 'POST', body, duplex: 'half' });
    return count(response.body);
  },
  async undici({ up, down }) {
    const body = Readable.from(parts(up));
    const response = await undici.request(`${upstream}/${down}`, { method: 'POST', body });
    return count(response.body);
  },
  /** Reads nothing for a while, and then leaves. */
  async paused({ down }) {
    // On a connection of its own, which counts what comes on it.
    const request = http.request(`${upstream}/${down}`, { agent: false });
    request.end();
    const [response] = await once(request, 'response');
    await sleep(300);
    const taken = response.socket.bytesRead;
    response.destroy();
    return taken;
  },
};

exports.handler = traceLambda(async (event) => {
  peak = 0;
  const size = await clients[event.client](event);
  return { size, peakMegabytes: peak / megabyte };
});
