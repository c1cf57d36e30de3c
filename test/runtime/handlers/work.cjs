/** Longer than it takes to answer. */
const { WORK_MS = '1000' } = process.env;

/** Leaves a timer that says when it ran, so that an answer can be placed before or after it. */
exports.startWork = (event) => {
  setTimeout(() => console.log(`work of ${event?.number} done at ${Date.now()}`), Number(WORK_MS));
};

exports.work = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 250));
  console.log(`work of ${event?.number} done at ${Date.now()}`);
};
