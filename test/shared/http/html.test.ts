import { expect, test } from 'vitest';
import { html } from '../../../shared/http/html.ts';

test('whatever is put in stays text, between tags and in attributes', () => {
  const evil = `<script>alert('1')</script>" onload="x&y`;
  const { markup } = html`<p title="${evil}">${evil}</p>`;
  const safe = '&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x&amp;y';
  expect(markup).toBe(`<p title="${safe}">${safe}</p>`);
});

test('pieces made by html are put in as they are, lists joined, null left out', () => {
  const items = ['漏水', '<b>'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}</ul>${null}${html`<hr>`}`.markup).toBe('<ul><li>漏水</li><li>&lt;b&gt;</li></ul><hr>');
});
