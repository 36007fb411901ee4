import { publishPorts } from '../../shared/journal/relay.ts';
import { sweepHandler } from '../../shared/journal/sweep.ts';
import { slaPorts } from './environment.ts';
import { settleClock } from './use-cases/settle-clock.ts';

const ports = slaPorts();

/** Every minute: unsent events, clocks without a timer, clocks without a verdict. */
export const handler = sweepHandler(publishPorts('sla'), (row, now) => settleClock(row, ports, now));
