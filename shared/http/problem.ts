import type { Text } from '../i18n/text.ts';

/** Every problem that an answer can name. The code is stable: callers may branch on it. */
export const problems = {
  'bad-request': { status: 400, title: { zh: '请求格式不正确', en: 'The request is malformed' } },
  'idempotency-key-missing': {
    status: 400,
    title: { zh: '缺少 Idempotency-Key 请求头', en: 'Idempotency-Key header is missing' },
  },
  'not-signed-in': { status: 401, title: { zh: '请先登录', en: 'Please sign in' } },
  'not-allowed': { status: 403, title: { zh: '您没有权限进行此操作', en: 'You may not do this' } },
  'not-found': { status: 404, title: { zh: '未找到', en: 'Not found' } },
  'method-not-allowed': { status: 405, title: { zh: '不支持此请求方法', en: 'Method not allowed' } },
  'state-conflict': { status: 409, title: { zh: '当前状态不允许此操作', en: 'Not possible in the present state' } },
  'version-conflict': {
    status: 412,
    title: { zh: '内容已被他人修改，请刷新后重试', en: 'Changed meanwhile; read again' },
  },
  'too-large': { status: 413, title: { zh: '请求内容过大', en: 'The request is too large' } },
  'not-json': { status: 415, title: { zh: '仅接受 application/json', en: 'Only application/json is accepted' } },
  invalid: { status: 422, title: { zh: '填写的内容有误', en: 'Some fields are wrong' } },
  'key-reused': {
    status: 422,
    title: { zh: '同一 Idempotency-Key 不能用于不同内容', en: 'Idempotency-Key was used with another body' },
  },
  'version-required': { status: 428, title: { zh: '缺少 If-Match 请求头', en: 'If-Match header is missing' } },
  'too-many-requests': { status: 429, title: { zh: '操作过于频繁', en: 'Too many requests' } },
  internal: { status: 500, title: { zh: '系统出错，请稍后再试', en: 'Something went wrong; please try again' } },
  'not-ready': { status: 503, title: { zh: '系统正在准备中，请稍后再试', en: 'Not ready yet; please try again' } },
} as const satisfies Record<string, { status: number; title: Text }>;

export type ProblemCode = keyof typeof problems;

/** The `type` of a problem document. */
export const problemType = (code: ProblemCode): string => `urn:guanjia:problem:${code}`;

export interface FieldError {
  /** JSON pointer (`/description`) into body, query or path; empty for the whole. */
  readonly path: string;
  readonly reason: string;
}

/** An answer other than success, as an RFC 9457 problem document. Carries nothing that the caller sent. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: Text;
  readonly detail: Text | undefined;
  readonly errors: readonly FieldError[] | undefined;
  /** Further members of the document, for programs: ids, codes and instants, never a person's data. */
  readonly extensions: Readonly<Record<string, string | null>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    more: {
      detail?: Text;
      errors?: readonly FieldError[];
      extensions?: Readonly<Record<string, string | null>>;
      headers?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(code, { cause: more.cause });
    this.code = code;
    this.status = problems[code].status;
    this.title = problems[code].title;
    this.detail = more.detail;
    this.errors = more.errors;
    this.extensions = more.extensions ?? {};
    this.headers = more.headers ?? {};
  }
}
