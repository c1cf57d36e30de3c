import { traceLambda } from 'antifreeze';

const read = async (event: { id: string }) => ({ statusCode: 200, body: event.id });

export const handler = traceLambda(read);
