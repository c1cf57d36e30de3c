/** A file of strategies, of each kind that Jaeger knows. */
export const strategies = {
  default_strategy: {
    type: 'probabilistic',
    param: 0.5,
    operation_strategies: [{ operation: '/health', type: 'probabilistic', param: 0 }],
  },
  service_strategies: [
    { service: 'limited', type: 'ratelimiting', param: 5 },
    {
      service: 'share',
      type: 'probabilistic',
      param: 0.8,
      operation_strategies: [{ operation: 'op1', type: 'probabilistic', param: 0.2 }],
    },
  ],
};
