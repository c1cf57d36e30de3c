/** As the README of @lumigo/tracer has it. Its spans go to `https://<edgeHost>/api/spans`. */
const lumigo = require('@lumigo/tracer')({
  token: process.env.LUMIGO_TRACER_TOKEN,
  edgeHost: process.env.LUMIGO_EDGE_HOST,
});

exports.wrap = (handler) => lumigo.trace(handler);
