/** For servers of tests: a machine may be too busy for the usual limit of a second. */
export const patience = { ANTIFREEZE_FLUSH_TIMEOUT: '15000' } as const;
