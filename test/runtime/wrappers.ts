/** The source of an ES module that exports `wrap`: all that two variants of a case differ in. */
export interface Wrapper {
  readonly name: string;
  readonly source: string;
}

export const bare: Wrapper = { name: 'bare', source: 'export const wrap = (handler) => handler;' };

export const antifreeze: Wrapper = {
  name: 'antifreeze',
  source: "export { traceLambda as wrap } from 'antifreeze';",
};

/** What wrappers commonly get wrong. The table must tell each of them from no wrapper at all. */
export const faultyWrappers = {
  awaitsEverything: wrapper('async (event, context) => await handler(event, context)'),
  declaresCallback: wrapper(
    'Object.assign((event, context, callback) => handler(event, context, callback), handler)',
  ),
  swallowsUndefined: wrapper(`async (...args) => {
    let failure;
    const result = await Promise.resolve(handler(...args)).catch((error) => { failure = error; });
    if (failure) throw failure;
    return result;
  }`),
  wrapsErrors: wrapper(`async (...args) => {
    try { return await handler(...args); } catch (error) { throw new Error(String(error)); }
  }`),
  callsTwice: wrapper('async (...args) => { await handler(...args); return handler(...args); }'),
  writesLog: wrapper("(...args) => { console.log('traced'); return handler(...args); }"),
  keepsEventLoopBusy: wrapper(
    '(...args) => { setTimeout(() => {}, 60_000); return handler(...args); }',
  ),
  waitsForTheWork: wrapper(`async (...args) => {
    const result = await handler(...args);
    await new Promise((resolve) => setTimeout(resolve, 1.2 * process.env.WORK_MS));
    return result;
  }`),
  readsEvent: wrapper('(event, ...rest) => { event.headers; return handler(event, ...rest); }'),
  catchesCrashes: wrapper(`(
    process.on('uncaughtException', () => process.exit(1)), (...args) => handler(...args)
  )`),
} satisfies Record<string, Wrapper>;

function wrapper(expression: string): Wrapper {
  return { name: expression, source: `export const wrap = (handler) => ${expression};` };
}
