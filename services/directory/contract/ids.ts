import * as z from 'zod';

/** Small letters, digits and hyphens: what a company profile may call a community, a building or a person. */
const name = z
  .string()
  .max(128)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

export const communityIdSchema = name;
export const buildingIdSchema = name;
export const staffIdSchema = name;
/** Of anybody whose name and phone the company holds; for a member of staff the staff id. */
export const personIdSchema = name;

/** `<community>-<building>-<entrance>-<room>`, like `yunshan-3-1-1201`. */
export const premisesIdSchema = z
  .string()
  .max(256)
  .regex(/^[a-z0-9]+(-[a-zA-Z0-9]+)*$/);

/**
 * Where something is the matter: premises, a common area (`yunshan.commons`, `yunshan.yunshan-3.commons`), or premises
 * apart from their household (`yunshan-3-1-1201.apart`); see `places.ts`.
 */
export const placeIdSchema = z
  .string()
  .max(270)
  .regex(/^([a-z0-9]+(-[a-zA-Z0-9]+)*(\.apart)?|[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?\.commons)$/);

/** `<community>.<name>`, like `yunshan.desk`: a post is found by its id alone, in its community's partition. */
export const postIdSchema = z
  .string()
  .max(257)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/);

export const postIdOf = (communityId: string, postName: string): string => `${communityId}.${postName}`;

export const communityOfPost = (postId: string): string => postId.slice(0, postId.indexOf('.'));
