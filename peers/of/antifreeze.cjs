const { traceLambda } = require('antifreeze');

exports.wrap = traceLambda;
