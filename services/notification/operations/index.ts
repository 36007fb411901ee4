import type { Operation } from '../../../shared/http/operation.ts';
import type { NotificationStore } from '../store.ts';
import { messageOperations } from './messages.ts';
import { type PreferencePorts, preferenceOperations } from './preferences.ts';
import { type TemplatePorts, templateOperations } from './templates.ts';

/** All that this service answers to: its role table. */
export const notificationOperations = (
  ports: TemplatePorts & PreferencePorts & { readonly store: NotificationStore },
): Operation[] => [...messageOperations(ports.store), ...templateOperations(ports), ...preferenceOperations(ports)];
