/** The trace flag of W3C Trace Context, level 2, that says that a trace's id is random: of all that is in the trace. */
export const randomFlag = 2;
