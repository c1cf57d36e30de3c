/** Express, with the shapes of responses of an HTTP function. */
const express = require('express');
const { marker } = require('./marker.cjs');
const { shapes } = require('../functions/responses.cjs');

/** The Functions Framework catches what they throw; here it ends the process. */
const deadly = ['throwsInTimer', 'rejectsUnheard'];

exports.routes = Object.keys(shapes).filter((name) => !deadly.includes(name));

exports.start = (port) => {
  const app = express();
  app.use(express.json());
  for (const name of exports.routes) app.all(`/${name}`, (req, res) => shapes[name](req, res));
  app.all('/marker', (_, res) => marker().then(() => res.end()));
  return app.listen(port, '127.0.0.1');
};
