/** What producers and consumers call the queue or topic between them, for `service.peer.name`: services are called otherwise. */
export function brokerName(system: string, destination: string): string {
  return `${system}:${destination}`;
}
