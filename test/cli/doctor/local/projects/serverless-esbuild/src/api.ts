import { traceLambda } from 'antifreeze';
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda';

export const handler: APIGatewayProxyHandlerV2 = traceLambda(async (event) => ({
  statusCode: 200,
  body: event.rawPath,
}));
