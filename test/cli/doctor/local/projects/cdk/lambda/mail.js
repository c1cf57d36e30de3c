'use strict';

const send = async () => 'sent';

module.exports = { send };
