/** What an endpoint takes in one request. */
export interface RequestLimits {
  readonly items: number;
  /** Before compression. */
  readonly bytes: number;
}

export const noLimits: RequestLimits = {
  items: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
};
