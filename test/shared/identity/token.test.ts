import { describe, expect, test } from 'vitest';
import { actorOf, concerns, hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { readClaims, type TokenRules } from '../../../shared/identity/token.ts';

const now = Date.parse('2026-11-25T02:00:00.000Z');
const cognito: TokenRules = { issuer: 'https://cognito.example/pool', audience: 'client-1', tokenUse: 'access' };
const claims = {
  sub: 'sub-1',
  iss: cognito.issuer,
  client_id: 'client-1',
  token_use: 'access',
  exp: String(now / 1000 + 60),
};

describe('claims of a token', () => {
  test.each([
    ['one group of Cognito', { 'cognito:groups': '[technician]' }, ['technician']],
    ['several', { 'cognito:groups': '[agent supervisor]' }, ['agent', 'supervisor']],
    ['a JSON list', { roles: '["agent","manager"]' }, ['agent', 'manager']],
    ['a list with commas', { roles: 'agent, manager' }, ['agent', 'manager']],
    ['none', {}, []],
    ['roles that do not exist here', { 'cognito:groups': '[admin Manager owner]' }, ['owner']],
  ])('roles: %s', (_name, more, roles) => {
    expect(readClaims({ ...claims, ...more }, cognito, now)).toEqual({ sub: 'sub-1', roles });
  });

  test('a token ends at its second', () => {
    expect(readClaims(claims, cognito, now + 59_999)).toBeDefined();
    expect(readClaims(claims, cognito, now + 60_000)).toBeUndefined();
  });

  test.each([undefined, null, '', 'never', '0', '-1', 'NaN', '1e400'])('exp %j is no token', (exp) => {
    expect(readClaims({ ...claims, exp }, cognito, now)).toBeUndefined();
  });

  test('an outside issuer has no token_use and may name several audiences', () => {
    const rules: TokenRules = { issuer: 'https://issuer.example', audience: 'console', tokenUse: '' };
    const outside = { sub: 'sub-1', iss: rules.issuer, exp: claims.exp };
    expect(readClaims({ ...outside, aud: '[owners console]' }, rules, now)).toBeDefined();
    expect(readClaims({ ...outside, aud: 'consoles' }, rules, now)).toBeUndefined();
    expect(readClaims(outside, rules, now)).toBeUndefined();
  });

  test('the audience counts before the client, as the authorizer has it', () => {
    expect(readClaims({ ...claims, aud: 'other' }, cognito, now)).toBeUndefined();
  });

  test('no claims at all', () => {
    for (const nothing of [undefined, null, {}, [], 'x']) expect(readClaims(nothing, cognito, now)).toBeUndefined();
  });
});

describe('a principal', () => {
  const owner: Principal = {
    sub: 'sub-1',
    roles: ['owner'],
    staffId: null,
    personId: 'p1',
    premisesIds: ['yunshan-3-1-1201'],
    communityIds: [],
  };
  const agent: Principal = { ...owner, roles: ['agent'], staffId: 's1', premisesIds: [], communityIds: ['yunshan'] };
  const at = { premisesId: 'yunshan-3-1-1201', communityId: 'yunshan' };

  test('owners reach their own premises, staff those of their communities', () => {
    expect([owner, agent].map((who) => concerns(who, at))).toEqual([true, true]);
    expect(concerns(owner, { ...at, premisesId: 'yunshan-3-1-1202' })).toBe(false);
    expect(concerns(agent, { premisesId: 'trial-1-1-101', communityId: 'trial' })).toBe(false);
  });

  test('staff act as staff, owners as a person, somebody without a household as the subject', () => {
    expect(actorOf(agent)).toEqual({ type: 'staff', id: 's1' });
    expect(actorOf(owner)).toEqual({ type: 'person', id: 'p1' });
    expect(actorOf({ ...owner, personId: null })).toEqual({ type: 'person', id: 'sub-1' });
  });

  test('a role is held or not', () => {
    expect(hasRole(owner, 'agent', 'owner')).toBe(true);
    expect(hasRole(owner, 'agent')).toBe(false);
    expect(hasRole(owner)).toBe(false);
  });
});
