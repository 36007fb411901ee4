/** What is missing or wrong in what somebody sends. */
export interface Fault {
  /** JSON pointer. */
  readonly path: string;
  readonly reason: string;
}
