import * as z from 'zod';
import type { TokenRules } from '../identity/token.ts';

/** What every API function finds in its environment. */
export const apiEnvSchema = z.object({
  TABLE_NAME: z.string(),
  ISSUER: z.string(),
  AUDIENCE: z.string(),
  TOKEN_USE: z.string(),
});

export const tokenRules = (env: z.infer<typeof apiEnvSchema>): TokenRules => ({
  issuer: env.ISSUER,
  audience: env.AUDIENCE,
  tokenUse: env.TOKEN_USE,
});
