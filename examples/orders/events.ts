import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** `POST /orders`, as an HTTP API of API Gateway sends it. */
export function createOrderEvent(...items: { sku: string; quantity: number }[]) {
  return httpApiEvent('POST /orders', '/orders', {
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ items }),
  });
}

/** `GET /orders/{id}` from a caller who is traced too. */
export function getOrderEvent(id: string) {
  return httpApiEvent('GET /orders/{id}', `/orders/${id}`, {
    headers: { ...headers, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    pathParameters: { id },
  });
}

/** A request to a function URL, which knows no routes. */
export function exportOrdersEvent() {
  return httpApiEvent('$default', '/orders.ndjson', {}, 'q3vbfgo7wy.lambda-url.eu-west-1.on.aws');
}

const headers = {
  accept: '*/*',
  host: 'd9ysdvk4t6.execute-api.eu-west-1.amazonaws.com',
  'user-agent': 'curl/8.5.0',
  'x-amzn-trace-id': 'Root=1-67f3a1c2-5d1c7d7e4c6f8a0b2e4d6f81',
  'x-forwarded-for': '203.0.113.17',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
};

function httpApiEvent(
  routeKey: string,
  path: string,
  rest: Partial<APIGatewayProxyEventV2>,
  domainName = headers.host,
): APIGatewayProxyEventV2 {
  const [method = 'GET'] = routeKey === '$default' ? [] : routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { ...headers, host: domainName },
    requestContext: {
      accountId: '123456789012',
      apiId: domainName.split('.')[0] ?? '',
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.17',
        userAgent: headers['user-agent'],
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: '$default',
      time: '07/Apr/2025:09:41:22 +0000',
      timeEpoch: 1744018882000,
    },
    isBase64Encoded: false,
    ...rest,
  };
}
