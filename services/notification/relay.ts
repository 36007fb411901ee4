import { publishPorts, relayHandler } from '../../shared/journal/relay.ts';

/** From the table's stream to the bus. */
export const handler = relayHandler(publishPorts('notification'));
