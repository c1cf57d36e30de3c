/** Answers, and does nothing else. */
exports.answers = (_, response) => response.json({ ok: 1 });
