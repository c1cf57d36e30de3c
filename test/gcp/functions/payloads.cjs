/** Answers with what came, in parts. */
exports.echo = (request, response) => {
  response.setHeader('x-shop', 'north').setHeader('set-cookie', 'sid=hunter2');
  response.write(JSON.stringify(request.body).slice(0, 5));
  response.status(request.body.status ?? 200).end(JSON.stringify(request.body).slice(5));
};

exports.onEvent = (event) => event.data;
