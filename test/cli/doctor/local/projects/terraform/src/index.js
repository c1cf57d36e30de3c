import { traceLambda } from 'antifreeze';

export const handler = traceLambda(async () => 'ordered');
