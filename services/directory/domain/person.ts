import type { Actor } from '../../../shared/events/envelope.ts';
import {
  type Consent,
  type PersonFact,
  type PersonState,
  type SensitiveField,
  sensitiveFieldSchema,
} from '../contract/person.ts';

/** A fact with its instant and author, as the journal has them. */
export interface PersonEvent {
  readonly fact: PersonFact;
  readonly at: string;
  readonly by: Actor;
}

/** Of somebody whose data nobody has changed yet. */
export const untouched = (personId: string): PersonState => ({ personId, contact: {}, consents: {} });

/** The state after one more event. A fact about a consent that is not there changes nothing. */
export function evolvePerson(state: PersonState, { fact, at, by }: PersonEvent): PersonState {
  switch (fact.type) {
    case 'entered':
      return { ...state, entered: { at, by } };
    case 'contact-changed': {
      const changed = Object.fromEntries(fact.fields.map((field) => [field, { at, by }]));
      return { ...state, contact: { ...state.contact, ...changed } };
    }
    case 'consented': {
      const { field, purposes, channel, until } = fact;
      // Renewed, a consent keeps what it covers; after its end there is nothing to keep.
      const filledAt = running(state, field)?.filledAt ?? null;
      return withConsent(state, field, {
        purposes,
        channel,
        until,
        givenAt: at,
        recordedBy: by,
        filledAt,
        ended: null,
      });
    }
    case 'filled': {
      const consent = running(state, fact.field);
      return consent ? withConsent(state, fact.field, { ...consent, filledAt: at }) : state;
    }
    case 'consent-ended': {
      const { field, why, channel } = fact;
      const consent = running(state, field);
      return consent ? withConsent(state, field, ended(consent, { at, by, why, channel })) : state;
    }
    case 'erased': {
      const all = fieldsRunning(state).reduce((before, field) => {
        const consent = running(before, field);
        return consent ? withConsent(before, field, ended(consent, { at, by, why: 'erased', channel: null })) : before;
      }, state);
      return { ...all, erasedAt: at };
    }
  }
}

/** A consent that nobody has ended, whether or not its time is over: what the sweep has not yet deleted counts. */
function running({ consents }: PersonState, field: SensitiveField): Consent | undefined {
  const consent = consents[field];
  return consent?.ended === null ? consent : undefined;
}

const ended = (consent: Consent, end: NonNullable<Consent['ended']>): Consent => ({
  ...consent,
  filledAt: null,
  ended: end,
});

const withConsent = (state: PersonState, field: SensitiveField, consent: Consent): PersonState => ({
  ...state,
  consents: { ...state.consents, [field]: consent },
});

/** The fields whose consent nobody has ended. */
export const fieldsRunning = (state: PersonState): SensitiveField[] =>
  sensitiveFieldSchema.options.filter((field) => running(state, field));

/** The consent that holds at an ISO instant: only under it may a field be written or read. */
export function consentAt(state: PersonState, field: SensitiveField, at: string): Consent | undefined {
  const consent = running(state, field);
  return consent && at < consent.until ? consent : undefined;
}

/** The fields whose consent is over at an ISO instant and not yet ended on record. */
export const fieldsExpired = (state: PersonState, at: string): SensitiveField[] =>
  fieldsRunning(state).filter((field) => !consentAt(state, field, at));

/** When the next consent ends by itself; undefined when none does. */
export const nextExpiry = (state: PersonState): string | undefined =>
  fieldsRunning(state)
    .flatMap((field) => state.consents[field]?.until ?? [])
    .toSorted()[0];
