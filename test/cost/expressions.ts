import type { Item } from './units.ts';

/** An expression's names and values, as a command has them. */
export interface Terms {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

const WORDS = /\s*(<=|>=|<>|[=<>(),+-]|[#:]?[A-Za-z_]\w*)/y;

/** Reads an expression word by word. What is not understood fails loudly. */
class Reader {
  readonly #words: string[];
  readonly #expression: string;
  readonly #row: Item;
  readonly #terms: Terms;
  #at = 0;

  constructor(expression: string, row: Item, terms: Terms) {
    this.#expression = expression;
    this.#row = row;
    this.#terms = terms;
    this.#words = [...expression.matchAll(new RegExp(WORDS, 'g'))].map(([, word = '']) => word);
    if (this.#words.join('') !== expression.replace(/\s/g, '')) this.fail();
  }

  fail(): never {
    throw new Error(`not understood: ${this.#expression}`);
  }

  get done(): boolean {
    return this.#at === this.#words.length;
  }

  next(): string {
    return this.#words[this.#at++] ?? this.fail();
  }

  /** Takes the next word if it is this one. */
  took(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at++;
    return true;
  }

  must(word: string): void {
    if (!this.took(word)) this.fail();
  }

  name(): string {
    const word = this.next();
    if (!word.startsWith('#')) return word;
    return this.#terms.ExpressionAttributeNames?.[word] ?? this.fail();
  }

  operand(): unknown {
    if (this.took('if_not_exists')) {
      this.must('(');
      const kept = this.#row[this.name()];
      this.must(',');
      const value = this.operand();
      this.must(')');
      return kept ?? value;
    }
    if (!this.#words[this.#at]?.startsWith(':')) return this.#row[this.name()];
    return this.#terms.ExpressionAttributeValues?.[this.next()] ?? this.fail();
  }

  or(): boolean {
    let result = this.and();
    // Both sides are always read, or the reader would stop in the middle.
    while (this.took('OR')) result = this.and() || result;
    return result;
  }

  and(): boolean {
    let result = this.not();
    while (this.took('AND')) result = this.not() && result;
    return result;
  }

  not(): boolean {
    if (this.took('NOT')) return !this.not();
    if (!this.took('(')) return this.predicate();
    const result = this.or();
    this.must(')');
    return result;
  }

  predicate(): boolean {
    for (const presence of ['attribute_exists', 'attribute_not_exists'])
      if (this.took(presence)) {
        this.must('(');
        const there = this.#row[this.name()] !== undefined;
        this.must(')');
        return there === (presence === 'attribute_exists');
      }
    if (this.took('begins_with')) {
      this.must('(');
      const value = this.operand();
      this.must(',');
      const prefix = this.operand();
      this.must(')');
      return typeof value === 'string' && value.startsWith(String(prefix));
    }
    const left = this.operand();
    if (this.took('BETWEEN')) {
      const from = this.operand();
      this.must('AND');
      // Read in any case, or the reader would stop in the middle.
      const to = this.operand();
      return compared(left, '>=', from) && compared(left, '<=', to);
    }
    if (this.took('IN')) {
      this.must('(');
      let found = false;
      do found = compared(left, '=', this.operand()) || found;
      while (this.took(','));
      this.must(')');
      return found;
    }
    const operator = this.next();
    return compared(left, operator, this.operand());
  }
}

function compared(a: unknown, operator: string, b: unknown): boolean {
  if (operator === '=') return a === b;
  if (operator === '<>') return a !== b;
  const ordered = (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');
  if (!ordered) return false;
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      throw new Error(`not understood: ${operator}`);
  }
}

/** Whether a condition, a key condition or a filter holds for a row. */
export function holds(expression: string | undefined, row: Item, terms: Terms): boolean {
  if (expression === undefined) return true;
  const reader = new Reader(expression, row, terms);
  const result = reader.or();
  return reader.done ? result : reader.fail();
}

/** The row after an update: `SET`, `ADD` of numbers, `REMOVE`. */
export function updated(expression: string, row: Item, terms: Terms): Item {
  const reader = new Reader(expression, row, terms);
  const next: Record<string, unknown> = { ...row };
  while (!reader.done) {
    const verb = reader.next();
    do {
      const name = reader.name();
      if (verb === 'REMOVE') delete next[name];
      else if (verb === 'ADD') next[name] = Number(row[name] ?? 0) + Number(reader.operand());
      else if (verb === 'SET') {
        reader.must('=');
        let value = reader.operand();
        if (reader.took('+')) value = Number(value) + Number(reader.operand());
        else if (reader.took('-')) value = Number(value) - Number(reader.operand());
        next[name] = value;
      } else reader.fail();
    } while (reader.took(','));
  }
  return next;
}
