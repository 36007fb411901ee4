import type { Operation } from '../../../shared/http/operation.ts';
import { meOperations } from './me.ts';
import type { DirectoryPorts } from './ports.ts';
import { postOperations } from './posts.ts';
import { premisesOperations } from './premises.ts';

/** The role table of this service. */
export const directoryOperations = (ports: DirectoryPorts): Operation[] => [
  ...meOperations(ports),
  ...premisesOperations(ports),
  ...postOperations(ports),
];
