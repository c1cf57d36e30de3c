import type { RuntimeName } from '../harness/lambda/index.ts';
import type { Peer } from './peer.ts';
import { startReceiver } from './receivers/index.ts';
import type { Result } from './results.ts';
import { suites } from './suites/index.ts';
import type { Cell, SuiteName } from './suites/suite.ts';
import { startUpstream } from './upstream.ts';

export interface Selection {
  readonly runtime: RuntimeName;
  /** All unless given. */
  readonly suites?: readonly SuiteName[];
  /** Which cases; all unless given. */
  readonly isChosen?: (suite: SuiteName, title: string) => boolean;
}

/** Runs suites with one peer. Where its spans can't be seen, those about spans are left out. */
export async function measure(peer: Peer, selection: Selection): Promise<Result> {
  const { runtime, isChosen = () => true } = selection;
  const names = selection.suites ?? suites.map(({ name }) => name);
  const receiver = await startReceiver(peer.protocol);
  const upstream = await startUpstream();
  const bench = { peer, runtime, receiver, upstream: upstream.url };
  const cells: Partial<Record<SuiteName, Readonly<Record<string, Cell>>>> = {};
  try {
    for (const suite of suites.filter(({ name }) => names.includes(name))) {
      if (suite.name !== 'transparency' && !peer.protocol) continue;
      cells[suite.name] = await suite.run(bench, (title) => isChosen(suite.name, title));
    }
  } finally {
    await receiver.close();
    await upstream.close();
  }
  const day = new Date().toISOString().slice(0, 10);
  return { peer: peer.name, packages: peer.packages ?? [], day, suites: cells };
}
