/**
 * As Powertools' documentation has it for functions
 * (docs.aws.amazon.com/powertools/typescript/latest/features/tracer), with Middy, in the release that CommonJS can load. It has nothing for handlers that stream.
 */
const { Tracer } = require('@aws-lambda-powertools/tracer');
const { captureLambdaHandler } = require('@aws-lambda-powertools/tracer/middleware');
const middy = require('@middy/core');

const tracer = new Tracer({ serviceName: 'orders' });
const isStream = Symbol.for('aws.lambda.runtime.handler.streaming');

exports.wrap = (handler) =>
  handler?.[isStream] ? handler : middy(handler).use(captureLambdaHandler(tracer));
exports.client = (client) => tracer.captureAWSv3Client(client);
