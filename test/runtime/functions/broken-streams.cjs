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

/** Answers with more than an answer that isn't streamed may have. */
exports.large = traceLambda(
  awslambda.streamifyResponse(async ({ megabytes }, stream) => {
    for (let part = 0; part < megabytes; part += 1)
      if (!stream.write('x'.repeat(1024 * 1024)))
        await new Promise((resolve) => stream.once('drain', resolve));
    stream.end();
  }),
);
