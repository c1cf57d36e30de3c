/** What joins a line of a log with its trace. */
export type LogFields = Readonly<Record<string, string | boolean>>;

/** Of the active span; none outside of one. */
export type ReadLogFields = () => LogFields;
