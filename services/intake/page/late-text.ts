/** `2 分钟`, `1 小时 5 分钟`; under a minute in seconds, a begun one counting whole. */
export function lateText(ms: number): string {
  if (ms < 60_000) return `${Math.ceil(ms / 1000)} 秒`;
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  return [...(hours > 0 ? [`${hours} 小时`] : []), ...(minutes % 60 > 0 ? [`${minutes % 60} 分钟`] : [])].join(' ');
}
