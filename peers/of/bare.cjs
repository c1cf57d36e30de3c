exports.wrap = (handler) => handler;
exports.client = (client) => client;
