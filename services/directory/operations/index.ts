import type { Operation } from '../../../shared/http/operation.ts';
import { accessReview } from './access-review.ts';
import { consentOperations } from './consents.ts';
import { contactOperations } from './contact.ts';
import { coverage } from './coverage.ts';
import { householdOperations } from './households.ts';
import { meOperations } from './me.ts';
import { peopleOperations } from './people.ts';
import type { DirectoryPorts } from './ports.ts';
import { postOperations } from './posts.ts';
import { premisesOperations } from './premises.ts';
import { searchHouseholds } from './search-households.ts';
import { sensitiveOperations } from './sensitive.ts';
import { staffOperations } from './staff.ts';

/** The role table of this service. */
export const directoryOperations = (ports: DirectoryPorts): Operation[] => [
  ...meOperations(ports),
  ...premisesOperations(ports),
  // Before the posts: their ids have a dot, but a path does not know that.
  coverage(ports),
  ...postOperations(ports),
  ...householdOperations(ports),
  searchHouseholds(ports),
  ...peopleOperations(ports),
  ...contactOperations(ports),
  ...consentOperations(ports),
  ...sensitiveOperations(ports),
  ...staffOperations(ports),
  ...accessReview(ports),
];
