import * as z from 'zod';
import { type Role, roleSchema } from './roles.ts';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** `access` for Cognito, which puts it into `token_use`; empty for issuers that have no such claim. */
  readonly tokenUse: string;
}

const claimsSchema = z.object({
  sub: z.string().min(1).max(200),
  iss: z.string(),
  exp: z.coerce.number().int().positive(),
  aud: z.string().optional(),
  client_id: z.string().optional(),
  token_use: z.string().optional(),
  'cognito:groups': z.string().optional(),
  roles: z.string().optional(),
});

/**
 * Checks again in code what an authorizer may let pass: an `exp` (some let a token without it in), issuer, audience
 * and the kind of token. Claims arrive as strings, lists as `[a b]`.
 * @returns subject and coarse roles, or `undefined` for a token that is not good
 */
export function readClaims(
  claims: unknown,
  rules: TokenRules,
  nowMs: number,
): { sub: string; roles: Role[] } | undefined {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return undefined;
  const { sub, iss, exp, aud, client_id: clientId, token_use: use } = parsed.data;
  const audiences = listOf(aud ?? clientId ?? '');
  const good =
    exp * 1000 > nowMs &&
    iss === rules.issuer &&
    audiences.includes(rules.audience) &&
    (rules.tokenUse === '' || use === rules.tokenUse);
  if (!good) return undefined;
  const groups = listOf(parsed.data['cognito:groups'] ?? parsed.data.roles ?? '');
  return { sub, roles: groups.flatMap((group) => roleSchema.safeParse(group).data ?? []) };
}

/** `[a b]`, `["a","b"]`, `a,b` and `a` all mean a list. */
const listOf = (claim: string): string[] =>
  claim
    .replace(/[[\]"]/g, '')
    .split(/[\s,]+/)
    .filter(Boolean);
