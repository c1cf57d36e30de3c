/** Takes whatever is delivered. */
exports.http = (_request, response) => {
  response.status(204).end();
};

exports.cloudEvent = async (_event) => undefined;
