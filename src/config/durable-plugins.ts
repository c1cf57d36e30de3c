const variable = 'DURABLE_EXECUTION_PLUGINS';

/**
 * Has those who read the variable by which AWS's SDK for durable functions finds plugins get what `answer` makes of what
 * is set. It is asked as the SDK reads, and not before: a plugin that some SDK can't load has it fail the function. On
 * Lambda only, as nobody else may mean us.
 */
export function answerDurablePlugins(
  answer: (own: string | undefined) => string | undefined,
): void {
  const { env } = process;
  if (!env['AWS_LAMBDA_RUNTIME_API']) return;
  const own = env[variable];
  // Variables go before what their object inherits, which is its own: nobody else's objects have it.
  delete env[variable];
  Object.defineProperty(Object.getPrototypeOf(env), variable, {
    configurable: true,
    get: () => answer(own),
  });
}
