import { defineConfig } from 'vitest/config';

const onLocalCloud = {
  globalSetup: ['test/local/global-setup.ts'],
  fileParallelism: false,
  isolate: false,
  testTimeout: 240_000,
  hookTimeout: 240_000,
};

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
          exclude: ['test/local/day.test.ts'],
          ...onLocalCloud,
        },
      },
      // Several minutes long: `npm run day`.
      { test: { name: 'day', include: ['test/local/day.test.ts'], ...onLocalCloud } },
    ],
  },
});
