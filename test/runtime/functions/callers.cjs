// Calls by clients that let calls wait: for one of few connections, or for a channel that was connecting at init.
const { createRequire } = require('node:module');
const { context, propagation } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const requireClient = createRequire(`${process.env.CLIENTS}/`);
const { Agent, fetch } = requireClient('undici7');
const { Client, credentials } = requireClient('@grpc/grpc-js');

const dispatcher = new Agent({ connections: 2 });
const channel = new Client(process.env.GRPC, credentials.createInsecure());
channel.waitForReady(Date.now() + 10_000, () => undefined);
const asIs = (value) => value;

exports.handler = traceLambda(async ({ user }) => {
  const baggage = propagation.createBaggage({ user: { value: user } });
  await context.with(propagation.setBaggage(context.active(), baggage), () =>
    Promise.all([...Array.from({ length: 12 }, () => get(user)), call(user)]),
  );
  return user;
});

async function get(user) {
  await (await fetch(`${process.env.SERVER}/${user}`, { dispatcher })).text();
}

function call(user) {
  return new Promise((resolve, reject) => {
    const done = (error, answer) => (error ? reject(error) : resolve(answer));
    channel.makeUnaryRequest(`/${user}/Call`, asIs, asIs, Buffer.from('x'), done);
  });
}
