const workMs = 250;

/** Leaves a timer that says when it ran, so that an answer can be placed before or after it. */
exports.startWork = (event) => {
  setTimeout(() => console.log(`work of ${event?.number} done at ${Date.now()}`), workMs);
};

exports.work = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, workMs));
  console.log(`work of ${event?.number} done at ${Date.now()}`);
};
