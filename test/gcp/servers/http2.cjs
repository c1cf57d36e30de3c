/** HTTP/2 without TLS, as Cloud Run speaks it to a container that asks for it. */
const { createServer } = require('node:http2');

exports.start = (port) => {
  const server = createServer((req, res) => {
    res.writeHead(200, { 'x-version': req.httpVersion });
    res.end('over HTTP/2');
  });
  return server.listen(port, '127.0.0.1');
};
