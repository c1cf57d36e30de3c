/** Where every copy of `@opentelemetry/api` 1.x in a process looks for what has been registered. */
export const apiKey: unique symbol = Symbol.for('opentelemetry.js.api.1');
