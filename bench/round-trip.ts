import { Agent, request } from 'node:http';
import { median } from './statistics.ts';

/** Milliseconds that one small POST to `url` takes over a kept-alive connection, at the median. */
export async function roundTrip(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  for (let trip = 0; trip < 50; trip++) times.push(await post(url, agent));
  agent.destroy();
  return median(times);
}

function post(url: string, agent: Agent): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - begun));
    })
      .on('error', reject)
      .end('a small body');
  });
}
