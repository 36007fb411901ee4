import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { AdapterKind, ChannelSettings } from '../services/notification/contract/channel-settings.ts';

const adapters = { ses: true, smtp: true, sns: true, 'wecom-robot': true } satisfies Record<AdapterKind, true>;
const adapter = new RegExp(`^\\./(${Object.keys(adapters).join('|')})\\.ts$`);
const nothing = join(import.meta.dirname, 'no-channel.ts');

/** Leaves out the adapters of channels that the company's profile does not name: each brings a client of its own. */
export function onlyChannels(channels: ChannelSettings): Plugin {
  const used: ReadonlySet<string | undefined> = new Set([
    channels.email?.kind,
    channels.sms?.kind,
    channels.chat?.kind,
  ]);
  return {
    name: 'only-channels',
    setup: ({ onResolve }) =>
      onResolve({ filter: adapter }, ({ path, importer }) =>
        importer.endsWith('/channels/from-profile.ts') && !used.has(path.slice(2, -3)) ? { path: nothing } : undefined,
      ),
  };
}
