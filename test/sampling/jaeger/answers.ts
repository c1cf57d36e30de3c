/** Answers of Jaeger's sampling endpoint, byte by byte as Jaeger 1.76 and 2 served them. */
export const answers = {
  probabilistic: '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0.8}}',
  nothing: '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0}}',
  rateLimiting: '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":5}}',
  /** The default strategy's operations are merged into all services. */
  rateLimitingWithOperations:
    '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":5},"operationSampling":{"defaultSamplingProbability":0.5,"defaultLowerBoundTracesPerSecond":0,"perOperationStrategies":[{"operation":"/health","probabilisticSampling":{"samplingRate":0}}],"defaultUpperBoundTracesPerSecond":0}}',
  operations:
    '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0.8},"operationSampling":{"defaultSamplingProbability":0.8,"defaultLowerBoundTracesPerSecond":0,"perOperationStrategies":[{"operation":"op1","probabilisticSampling":{"samplingRate":0.2}},{"operation":"/health","probabilisticSampling":{"samplingRate":0}}],"defaultUpperBoundTracesPerSecond":0}}',
  adaptive:
    '{"strategyType":"PROBABILISTIC","operationSampling":{"defaultSamplingProbability":0.001,"defaultLowerBoundTracesPerSecond":0.016666666666666666,"perOperationStrategies":[],"defaultUpperBoundTracesPerSecond":0}}',
  /** As Thrift's JSON has it. */
  numbered: '{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":5}}',
} as const;
