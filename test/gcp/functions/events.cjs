require('../servers/marker.cjs');

/** Event functions of every calling convention. The event's data say how to end. */
const act = {
  nothing: () => undefined,
  value: () => 'a result',
  number: () => 42,
  object: () => ({ ok: true }),
  cycle: () => {
    const value = {};
    value.self = value;
    return value;
  },
  throws: () => {
    throw new Error('it failed');
  },
  throwsNull: () => {
    throw null;
  },
};
const how = (data) =>
  act[data.how ?? JSON.parse(Buffer.from(data.data ?? data.message.data, 'base64')).how];

exports.endings = Object.keys(act);

exports.cloudEventSync = (event) => how(event.data)();
exports.cloudEvent = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 2));
  return how(event.data)();
};
exports.cloudEventCallback = (event, callback) => {
  let value;
  try {
    value = how(event.data)();
  } catch (error) {
    callback(error);
    return;
  }
  setTimeout(() => {
    callback(null, value);
    callback(null, 'once more');
  }, 2);
};
exports.cloudEventCallbackThrows = (event, _callback) => {
  throw new Error(`no callback for ${event.type}`);
};
exports.cloudEventCallbackRejects = async (event, _callback) => {
  throw new Error(`no promise for ${event.type}`);
};
exports.background = async (data, context) => {
  console.log('context', Object.keys(context).sort().join());
  return how(data)();
};
exports.backgroundCallback = (data, _context, callback) => {
  let value;
  try {
    value = how(data)();
  } catch (error) {
    callback(error);
    return;
  }
  callback(null, value);
};
