/** How long after a deadline silence is a breach, in ms: news of an act in time may still be on its way. */
export const GRACE_MS = 2000;
