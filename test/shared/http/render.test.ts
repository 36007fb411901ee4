import { describe, expect, test } from 'vitest';
import openapi from '../../../docs/openapi.json' with { type: 'json' };
import { Problem, type ProblemCode, problems, problemType } from '../../../shared/http/problem.ts';
import { problemDocument } from '../../../shared/http/render.ts';
import { describedAnswers } from '../described-answers.ts';

const faultsOf = describedAnswers(openapi);
const codes = Object.keys(problems).filter((code): code is ProblemCode => code in problems);
const ID = '5f0c2f6e-7f0a-4d5e-9b51-1f2f3a4b5c6d';

function sent(problem: Problem, locale: 'zh-CN' | 'en' = 'zh-CN') {
  const { statusCode: status = 0, headers = {}, body: text = '' } = problemDocument(problem, locale, ID);
  return { status, headers, type: String(headers['Content-Type']), text };
}

describe.each(codes)('the problem %s', (code) => {
  const full = new Problem(code, {
    detail: { zh: '详情', en: 'detail' },
    errors: [{ path: '/text', reason: 'wrong' }],
    extensions: { workOrderStatus: 'accepted', since: '2026-11-25T02:00:00.000Z', assigneeStaffId: null },
    cause: new Error('geheim'),
  });

  test.each(['zh-CN', 'en'] as const)(
    'in %s is a problem document as described, bare and with all it can say',
    (locale) => {
      for (const problem of [new Problem(code), full]) {
        const answer = sent(problem, locale);
        expect(faultsOf('GET', undefined, answer)).toEqual([]);
        expect(answer.text).not.toContain('geheim');
        expect(JSON.parse(answer.text)).toMatchObject({
          type: problemType(code),
          status: problems[code].status,
          title: problems[code].title[locale === 'en' ? 'en' : 'zh'],
          instance: `urn:uuid:${ID}`,
        });
      }
    },
  );
});

test('a member that the document does not know is found', () => {
  const odd = new Problem('state-conflict', { extensions: { ownersName: 'geheim' } });
  expect(faultsOf('GET', undefined, sent(odd)).join()).toContain('ownersName');
});
