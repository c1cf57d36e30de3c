import { traceLambda as traced } from 'antifreeze';

export const handler = traced(async () => 'refunded');
