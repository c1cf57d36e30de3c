const { traceLambda } = require('antifreeze');

/** Answers in a stream that it gives up in the middle, with or without an error, if the event says so. */
exports.handler = traceLambda(
  awslambda.streamifyResponse(async ({ giveUp, message }, stream) => {
    stream.write('first');
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (giveUp) stream.destroy(message && new Error(message));
    else stream.end('last');
  }),
);
