import { type Html, html } from '../../../shared/http/html.ts';
import { momentText } from '../../../shared/time/moment-text.ts';
import type { CaseView } from '../domain/case-view.ts';
import { statusLabels } from '../domain/status.ts';
import { type TimelineItem, timelineTexts } from '../domain/timeline.ts';
import { lateText } from './late-text.ts';

interface Company {
  readonly name: string;
  readonly timeZone: string;
}

/** The page behind a signed link, for anybody's phone: large, plain, without a script. */
export function casePage(view: CaseView, timeline: readonly TimelineItem[], { name, timeZone }: Company): string {
  const moment = (at: string) => momentText(at, timeZone, view.toTheSecond);
  const { arrival } = view;
  const late = arrival && arrival.late > 0 ? html`<p class="late">已超时 ${lateText(arrival.late)}</p>` : null;
  const line = (label: string, text: string) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`;
  return page(
    `报事 ${view.number}`,
    name,
    html`<h1>报事 ${view.number}</h1>
${late}
<dl>
${line('类别', view.category)}
${view.building === null ? null : line('楼栋', view.building)}
${line('状态', statusLabels[view.status].zh)}
${arrival ? line('应到场时间', `${moment(arrival.due)} 前`) : null}
</dl>
<h2>处理进度</h2>
<ol>
${timeline.map(({ at, kind }) => html`<li><time datetime="${at}">${moment(at)}</time>${timelineTexts[kind].zh}</li>`)}
</ol>
<p class="note">本页仅供查看。如有疑问，请联系物业服务中心。</p>`,
  );
}

/** What a link shows that is over or was never ours. */
export const linkOverPage = (company: Company): string =>
  page(
    '链接已失效',
    company.name,
    html`<h1>链接已失效</h1>
<p>链接不正确，或已超过 7 天有效期。</p>
<p>如需了解处理进度，请登录查看，或联系物业服务中心。</p>`,
  );

const style: Html = html`<style>
body { margin: 0; font: 20px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; color: #1a1a1a; background: #fff }
main { max-width: 34rem; margin: 0 auto; padding: 1rem }
header { font-weight: 600; color: #444 }
h1 { margin: .5rem 0 1rem; font-size: 1.5rem }
h2 { font-size: 1.2rem }
dl { margin: 0 }
dl div { display: flex; gap: 1rem; padding: .4rem 0; border-bottom: 1px solid #ccc }
dt { flex: 0 0 5.5em; color: #444 }
dd { margin: 0; font-weight: 600 }
ol { list-style: none; margin: 0; padding: 0 }
li { padding: .5rem 0; border-bottom: 1px solid #ccc }
time { display: block; color: #444 }
.late { padding: .6rem 1rem; border: 3px solid #a40000; color: #a40000; font-weight: 700; font-size: 1.3rem }
.note { color: #444; font-size: .9rem }
</style>`;

const page = (title: string, company: string, body: Html): string =>
  html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${company}</title>
${style}
</head>
<body>
<main>
<header>${company}</header>
${body}
</main>
</body>
</html>
`.markup;
