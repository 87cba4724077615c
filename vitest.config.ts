import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Most of a test's time is spent waiting for a database.
    maxWorkers: Math.max(2, availableParallelism()) + 1,
    globalSetup: "scripts/test/postgres-for-vitest.mjs",
    projects: [
      {
        test: {
          name: "engine",
          include: ["packages/engine/{src,test}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "worker",
          include: ["apps/worker/{src,test}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias: { "@": path.resolve(import.meta.dirname, "apps/web") } },
        test: {
          name: "web",
          include: ["apps/web/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/.next/**"],
        },
      },
      {
        test: {
          name: "repository",
          include: ["scripts/**/*.test.mjs", "tools/**/*.test.mjs", "prisma/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
