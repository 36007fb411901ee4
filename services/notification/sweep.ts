import { publishPorts } from '../../shared/journal/relay.ts';
import { sweepHandler } from '../../shared/journal/sweep.ts';
import { notificationPorts } from './environment.ts';
import { settleRow } from './use-cases/settle-row.ts';

const ports = notificationPorts();

/** Every minute: unsent events, messages to be tried again, messages and corrections that somebody left half done. */
export const handler = sweepHandler(publishPorts('notification'), (row) => settleRow(row, ports));
