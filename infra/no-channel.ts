/** Takes the place of every adapter in the bundles that the company's profile does not name (only-channels.ts). */
export const channel = (): never => {
  throw new Error('this bundle was made for a company without this channel');
};
