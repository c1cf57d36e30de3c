/** What every measured function is called with: a small request by way of an HTTP API. */
export const event = {
  version: '2.0',
  routeKey: 'GET /orders/{id}',
  rawPath: '/orders/42',
  rawQueryString: '',
  headers: { host: 'api.example.com', 'x-forwarded-proto': 'https' },
  requestContext: {
    domainName: 'api.example.com',
    http: { method: 'GET', path: '/orders/42', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1' },
  },
  isBase64Encoded: false,
};
