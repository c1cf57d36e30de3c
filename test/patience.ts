/** For the environment of what tests start: a machine may be too busy for the usual limit of a flush, which is a second. */
export const patience = { ANTIFREEZE_FLUSH_TIMEOUT: '15000' } as const;
