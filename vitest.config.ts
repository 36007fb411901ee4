import { defineConfig } from 'vitest/config';

const onLocalCloud = {
  globalSetup: ['test/local/global-setup.ts'],
  fileParallelism: false,
  isolate: false,
  testTimeout: 240_000,
  hookTimeout: 240_000,
};

/** A whole day, and an update of every function under load. */
const long = ['test/local/day.test.ts', 'test/local/update.test.ts'];

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
      // Several minutes long: `npm run day`.
      { test: { name: 'day', include: long, ...onLocalCloud } },
    ],
  },
});
