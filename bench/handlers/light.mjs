/** A light handler: no calls, so that whatever tracing adds shows. */
export const handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify({ path: event.rawPath }),
});
