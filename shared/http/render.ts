import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Locale, pick } from '../i18n/text.ts';
import type { Answer } from './operation.ts';
import { type Problem, problemType } from './problem.ts';

const everywhere = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Pages carry their own styles and nothing else: no script, no frame, nothing from elsewhere. */
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** @param correlationId sent as `X-Correlation-Id`, so that a caller can name the call to us */
export function renderAnswer(
  { status, body, headers }: Answer,
  correlationId: string,
): APIGatewayProxyStructuredResultV2 {
  const page = typeof body === 'string';
  return {
    statusCode: status,
    headers: {
      ...everywhere,
      'X-Correlation-Id': correlationId,
      'Content-Type': page ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      ...(page && { 'Content-Security-Policy': pagePolicy }),
      ...headers,
    },
    body: page ? body : JSON.stringify(body),
  };
}

/** RFC 9457: stable `type`, readable title, field paths; `instance` finds the call in our logs. */
export function problemDocument(
  problem: Problem,
  locale: Locale,
  correlationId: string,
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: problem.status,
    headers: {
      ...everywhere,
      ...problem.headers,
      'X-Correlation-Id': correlationId,
      'Content-Type': 'application/problem+json; charset=utf-8',
    },
    body: JSON.stringify({
      ...problem.extensions,
      type: problemType(problem.code),
      title: pick(problem.title, locale),
      status: problem.status,
      ...(problem.detail && { detail: pick(problem.detail, locale) }),
      instance: `urn:uuid:${correlationId}`,
      ...(problem.errors && { errors: problem.errors }),
    }),
  };
}
