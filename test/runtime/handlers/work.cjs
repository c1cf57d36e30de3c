/** Leaves a timer that says when it ran, so that an answer can be placed before or after it: also that of a busy machine. */
exports.startWork = (event) => {
  setTimeout(() => console.log(`work of ${event?.number} done at ${Date.now()}`), 1_000);
};

exports.work = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 250));
  console.log(`work of ${event?.number} done at ${Date.now()}`);
};
