/** Express, with the shapes of responses of an HTTP function. */
const express = require('express');
require('./marker.cjs');
const { shapes } = require('../functions/responses.cjs');

/** The Functions Framework catches what they throw; here it ends the process. */
const deadly = ['throwsInTimer', 'rejectsUnheard'];

exports.routes = Object.keys(shapes).filter((name) => !deadly.includes(name));

exports.start = (port) => {
  const app = express();
  app.use(express.json());
  for (const name of exports.routes) app.all(`/${name}`, (req, res) => shapes[name](req, res));
  return app.listen(port, '127.0.0.1');
};
