const { once } = require('node:events');
const http = require('node:http');
const http2 = require('node:http2');
const { brotliDecompressSync, gzipSync } = require('node:zlib');
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const { CreateAccessKeyCommand, IAMClient } = require('@aws-sdk/client-iam');
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const { SendMessageCommand, SQSClient } = require('@aws-sdk/client-sqs');
const { traceLambda } = require('antifreeze');
const undici = require('undici');

const { UPSTREAM: upstream, UPSTREAM_2: upstream2 } = process.env;
const options = {
  endpoint: upstream,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
};
const dynamodb = new DynamoDBClient(options);
const lambda = new LambdaClient(options);
const sqs = new SQSClient(options);
const iam = new IAMClient(options);

async function byHttp(path, headers, body) {
  const request = http.request(`${upstream}${path}`, { method: 'POST', headers });
  request.write(body.slice(0, 10));
  request.end(body.slice(10));
  const [response] = await once(request, 'response');
  return read(response);
}

async function byHttp2(path, headers, body) {
  const session = http2.connect(upstream2);
  const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
  stream.end(body);
  const text = await read(stream);
  session.close();
  return text;
}

async function read(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

/** Sent and answered in the encodings of content. */
async function packed(path, headers, body) {
  const request = http.request(`${upstream}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
  });
  request.end(gzipSync(body));
  const [response] = await once(request, 'response');
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return brotliDecompressSync(Buffer.concat(chunks)).toString();
}

/** Streams what it is given, in parts. */
exports.streamed = traceLambda(
  globalThis.awslambda?.streamifyResponse(async (event, stream) => {
    const { payload, headers } = JSON.parse(event.body);
    const response = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers });
    const json = JSON.stringify(payload);
    for (let place = 0; place < json.length; place += 1_000)
      response.write(json.slice(place, place + 1_000));
    response.end();
  }),
);

/** Passes on what came by every client there is, and answers with what came back. */
exports.handler = traceLambda(async (event) => {
  const { payload, headers, fails } = JSON.parse(event.body);
  const json = JSON.stringify(payload);
  const echoed = [
    await byHttp('/http', headers, json),
    await byHttp2('/http2', headers, json),
    await fetch(`${upstream}/fetch`, { method: 'POST', headers, body: json }).then((r) => r.text()),
    await undici
      .request(`${upstream}/undici`, { method: 'POST', headers, body: json })
      .then(({ body }) => body.text()),
    await packed('/packed', headers, json),
  ];
  await sqs.send(new SendMessageCommand({ QueueUrl: `${upstream}/1/orders`, MessageBody: json }));
  await dynamodb.send(
    new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' }, password: { S: json } } }),
  );
  await lambda.send(new InvokeCommand({ FunctionName: 'billing', Payload: json }));
  await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
  if (fails) throw new Error('out of stock');
  return { statusCode: 200, headers, body: JSON.stringify(echoed.map((text) => JSON.parse(text))) };
});
