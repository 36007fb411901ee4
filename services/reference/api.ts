import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import openapi from '../../docs/openapi.json' with { type: 'json' };
import type { Answer } from '../../shared/http/operation.ts';
import { renderAnswer } from '../../shared/http/render.ts';
import { referencePage } from './page.ts';

/** It changes with a deploy only. */
const headers = { 'Cache-Control': 'public, max-age=300' };
const document: Answer = { status: 200, body: openapi, headers };
const page: Answer = { status: 200, body: referencePage(openapi), headers };

/** `GET /v1/openapi.json`, `GET /v1/public/docs` */
export const handler = middy(
  async ({ rawPath }: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> =>
    renderAnswer(rawPath === '/v1/openapi.json' ? document : page, randomUUID()),
);
