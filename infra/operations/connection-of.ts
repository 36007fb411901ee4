import { loadProfile } from '../company-profile.ts';
import type { Connection } from './outputs.ts';

/**
 * Where an operator's command finds a company: on AWS in its profile's region. `AWS_ENDPOINT_URL` leads to a local
 * cloud, which has a region of its own.
 */
export function connectionOf(company: string): Connection {
  const region = process.env.AWS_ENDPOINT_URL ? process.env.AWS_REGION : loadProfile(company).region;
  return region === undefined ? {} : { region };
}
