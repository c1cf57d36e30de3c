import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Peer } from './peer.ts';

/** Reads what a module says of a wrapper: its export, as `Peer` has it. Throws where there is no name. */
export async function readPeer(file: string): Promise<Peer> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as { default?: Partial<Peer> };
  const peer = module.default;
  if (typeof peer?.name !== 'string')
    throw new Error(`${file} has to export an object with a name: see docs/peers.md`);
  return peer as Peer;
}
