import { html } from '../../../shared/http/html.ts';
import type { Locale } from '../../../shared/i18n/text.ts';

/** An e-mail before its layout: what it says, in the order in which it is read. */
export interface Letter {
  readonly subject: string;
  readonly title: string;
  readonly lead: string;
  /** Label and value. */
  readonly facts: readonly (readonly [string, string])[];
  readonly stepsTitle: string;
  /** What to do, first thing first; empty where nothing is. */
  readonly steps: readonly string[];
  readonly linkLabel: string;
  readonly link: string;
  readonly notes: readonly string[];
  readonly signature: string;
}

/** An e-mail ready to send: each part says the whole. */
export interface RenderedEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export function layOut(letter: Letter, locale: Locale): RenderedEmail {
  return { subject: letter.subject, text: asText(letter, locale), html: asHtml(letter, locale) };
}

function asText(letter: Letter, locale: Locale): string {
  const colon = locale === 'en' ? ': ' : '：';
  return [
    letter.title,
    '',
    letter.lead,
    '',
    ...letter.facts.map(([label, value]) => `${label}${colon}${value}`),
    '',
    ...(letter.steps.length === 0
      ? []
      : [letter.stepsTitle, ...letter.steps.map((step, n) => `${n + 1}. ${step}`), '']),
    `${letter.linkLabel}${colon}${letter.link}`,
    '',
    ...letter.notes,
    letter.signature,
    '',
  ].join('\n');
}

function asHtml(letter: Letter, locale: Locale): string {
  const facts = letter.facts.map(
    ([label, value]) => html`<tr>
<th scope="row" style="padding:4px 16px 4px 0;text-align:left;font-weight:normal;color:#5b6470;white-space:nowrap;vertical-align:top">${label}</th>
<td style="padding:4px 0">${value}</td></tr>
`,
  );
  const steps =
    letter.steps.length === 0
      ? ''
      : html`<h2 style="margin:0 0 4px;font-size:16px">${letter.stepsTitle}</h2>
<ol style="margin:0 0 20px;padding-left:24px">
${letter.steps.map((step) => html`<li>${step}</li>\n`)}</ol>
`;
  const page = html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${letter.subject}</title></head>
<body style="margin:0;padding:24px 16px;background:#f4f5f7;color:#1c2430;font-family:-apple-system,'PingFang SC','Microsoft YaHei',sans-serif;font-size:16px;line-height:1.6">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
<h1 style="margin:0 0 12px;font-size:20px">${letter.title}</h1>
<p style="margin:0 0 16px">${letter.lead}</p>
<table style="margin:0 0 16px;border-collapse:collapse">
${facts}</table>
${steps}<p style="margin:0 0 20px"><a href="${letter.link}" style="display:inline-block;padding:10px 20px;background:#0b57d0;color:#ffffff;text-decoration:none;border-radius:6px">${letter.linkLabel}</a></p>
<p style="margin:0;color:#5b6470;font-size:13px">${letter.notes.map((note) => html`${note}<br>\n`)}${letter.signature}</p>
</div></body></html>
`;
  return page.markup;
}
