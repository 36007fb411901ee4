import type * as z from 'zod';
import type { Cause } from '../events/envelope.ts';
import type { Locale } from '../i18n/text.ts';
import type { Principal } from '../identity/principal.ts';
import type { Role } from '../identity/roles.ts';
import type { TransactItem } from '../journal/dynamo.ts';
import type { ProblemCode } from './problem.ts';

export interface Answer<Body = unknown> {
  readonly status: number;
  /** Sent as JSON; a string is sent as an HTML page. */
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every operation is given about its call. */
export interface Call<Params, Query, Body> {
  readonly principal: Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** ISO instant of the call: server time, taken once at entry, the same in every retry. */
  readonly now: string;
  readonly locale: Locale;
  /** Ready for the events that this call causes. */
  readonly cause: Cause;
  /** The version that a PUT edits, from `If-Match`; 0 for something that must not exist yet. */
  readonly ifMatch: number;
  /** The once-record of a POST, to be written in the same transaction as its effect. Holds no personal data. */
  remember(answer: Answer): TransactItem;
}

/** A new request, as its home's limit sees it. */
export interface ReportCount {
  readonly premisesId: string;
  /** By its words: such a one is let through far longer. */
  readonly emergency: boolean;
}

/**
 * One operation of a service: a line of its role table. What is not listed does not exist; who is not listed may not.
 * `ownership` says in words which rows a role reaches; the use case enforces it and answers 404 for the others.
 */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Like `/v1/requests/{id}`. */
  readonly path: `/v1/${string}`;
  /** `signed-link` operations live under /v1/public/ and check their token themselves. */
  readonly roles: readonly Role[] | 'signed-link';
  readonly ownership: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Status of an answer without a problem; 200 unless told. */
  readonly success?: 200 | 201 | 202;
  /** What an answer without a problem holds; `page` for a page for people instead of JSON. Not parsed when it is sent. */
  readonly answer: z.ZodType | 'page';
  /** Problems that it answers beside those which its method and its input bring along. */
  readonly alsoRefuses?: readonly ProblemCode[];
  /** Says of a household's command that it is a new request, which is counted for the home: see `limits.ts`. */
  countedAs?(body: unknown): ReportCount;
  handle(call: Call<unknown, unknown, unknown>): Promise<Answer>;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler may give as a value of a schema: it is only read. */
type Shown<T> = T extends readonly (infer Item)[]
  ? readonly Shown<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Shown<T[Key]> }
    : T;
type Told<A> = A extends z.ZodType ? Shown<z.output<A>> : string;

/** Makes an operation whose handler sees its parsed parameters, query and body, and answers as it says. */
export function operation<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  A extends z.ZodType | 'page' = z.ZodType,
>(
  definition: Omit<Operation, 'params' | 'query' | 'body' | 'answer' | 'countedAs' | 'handle'> & {
    params?: P;
    query?: Q;
    body?: B;
    answer: A;
    countedAs?(body: Parsed<B>): ReportCount;
    handle(call: Call<Parsed<P>, Parsed<Q>, Parsed<B>>): Promise<Answer<Told<A>>>;
  },
): Operation {
  // The three schemas have parsed exactly these types before `handle` is called.
  return definition as unknown as Operation;
}
