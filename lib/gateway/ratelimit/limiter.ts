/** How many requests a bucket takes within a sliding window. */
export type Rule = { readonly requests: number; readonly windowMs: number };

export type Decision = {
  readonly isAllowed: boolean;
  /** Requests left in the window after this one. */
  readonly remaining: number;
  /** Milliseconds until the window has room again (refused) or has emptied (allowed). */
  readonly resetMs: number;
};

/**
 * Counts one hit of a bucket. Atomic across the processes that share the store; never rejects for
 * a store's sake. `now` in milliseconds since the epoch.
 */
export type Limiter = {
  hit(bucket: string, rule: Rule, now: number): Decision | Promise<Decision>;
};
