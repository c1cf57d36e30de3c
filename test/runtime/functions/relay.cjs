const { createRelay } = require('antifreeze/relay');

exports.handler = createRelay();
