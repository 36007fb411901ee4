import { defineConfig } from 'vitest/config';

const onLocalCloud = {
  globalSetup: ['test/local/global-setup.ts'],
  fileParallelism: false,
  isolate: false,
  testTimeout: 240_000,
  hookTimeout: 240_000,
};

/** A whole day, an update of every function under load, a hundred clocks at once, and what the bus may lose. */
const long = ['day', 'update', 'burst', 'faults/bus'].map((name) => `test/local/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/local/**', 'test/bench/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'local',
          include: ['test/local/**/*.test.ts'],
          exclude: long,
          ...onLocalCloud,
        },
      },
      // Some ten minutes: `npm run long`.
      { test: { name: 'long', include: long, ...onLocalCloud } },
    ],
  },
});
