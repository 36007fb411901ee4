import { cp, rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { startCloud } from '../../infra/local/cloud.ts';
import { freePort } from '../../infra/local/emulator.ts';
import { seedLocally } from '../../infra/local/seeded.ts';
import type { Stage } from '../../infra/local/story/stage.ts';
import { serveFaults } from './fault-server.ts';
import { logFolder, newStateFolder } from './test-folders.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one cloud that all tests of a run share: deployed, seeded, with IAM enforced. */
    readonly stage: Stage;
    /** Where tests say which calls shall fail: see gateway-faults.ts. */
    readonly faultsUrl: string;
    /** The emulator sends a copy of each e-mail to this port of 127.0.0.1, for a test that listens there. */
    readonly smtpPort: number;
  }
}

/** Starts a fresh local cloud for the tests and gives back how to end it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = await newStateFolder();
  const faults = await serveFaults();
  const smtpPort = await freePort();
  const cleanUp = async () => {
    // What the emulator and the CDK CLI said, to find out why a test failed.
    await cp(stateDir, logFolder, {
      recursive: true,
      filter: (path) => path === stateDir || path.endsWith('.log'),
    });
    await rm(stateDir, { recursive: true, force: true });
    await faults.close();
  };
  try {
    const company = 'demo';
    const onProgress = (line: string) => console.log(`  ${line}`);
    const smtpHost = `127.0.0.1:${smtpPort}`;
    const cloud = await startCloud({ company, stateDir, port: 0, smtpHost, intercept: faults.intercept, onProgress });
    try {
      const passwords = await seedLocally(cloud, company, onProgress);
      const { url, connection, outputs } = cloud;
      project.provide('stage', { url, connection, outputs, passwords });
      project.provide('faultsUrl', faults.url);
      project.provide('smtpPort', smtpPort);
    } catch (error) {
      cloud.kill();
      await cloud.stop();
      throw error;
    }
    return async () => {
      // Nobody needs this state again.
      cloud.kill();
      await cloud.stop();
      await cleanUp();
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}
