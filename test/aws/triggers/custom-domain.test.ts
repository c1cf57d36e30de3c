import { expect, test } from 'vitest';
import { apiGatewayHttp } from '../../../src/aws/triggers/api-gateway-http.ts';
import { apiGatewayRest } from '../../../src/aws/triggers/api-gateway-rest.ts';
import { readEvent } from './events.ts';

test.each([
  ['api-gateway-rest', apiGatewayRest],
  ['api-gateway-http', apiGatewayHttp],
])(
  'behind a base path of a custom domain, %s has the path of the client, and the route of the API',
  (source, trigger) => {
    const root = trigger.rootSpan(readEvent(`${source}/custom-domain`), undefined);

    expect(root.name).toBe('GET /orders/{orderId}');
    expect(root.attributes).toMatchObject({
      'http.route': '/orders/{orderId}',
      'url.path': '/shop/orders/o-42',
      'server.address': 'api.example.com',
    });
  },
);
