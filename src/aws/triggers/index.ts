import type { Trigger } from '../../core/trigger.ts';
import { alb } from './alb.ts';
import { apiGatewayHttp } from './api-gateway-http.ts';
import { apiGatewayRest } from './api-gateway-rest.ts';
import { apiGatewayWebsocket } from './api-gateway-websocket.ts';
import { direct } from './direct.ts';
import { functionUrl } from './function-url.ts';

/** Every event source we know, the most specific first. A new one is a file beside this one and a line here. */
export const triggers: readonly Trigger[] = [
  apiGatewayRest,
  apiGatewayHttp,
  functionUrl,
  alb,
  apiGatewayWebsocket,
  direct,
];
