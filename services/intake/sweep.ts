import { publishPorts } from '../../shared/journal/relay.ts';
import { sweepHandler } from '../../shared/journal/sweep.ts';

/** Every minute: unsent events. Nothing else is owed here. */
export const handler = sweepHandler(publishPorts('intake'));
