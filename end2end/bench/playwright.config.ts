// `make bench`: the browser and the fixtures of the tests, one measurement after the other, no retries.

import { defineConfig } from "@playwright/test";
import tests from "../playwright.config.ts";

export default defineConfig({
  ...(tests.use === undefined ? {} : { use: { ...tests.use, trace: "off" } }),
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../test-results/bench",
  workers: 1,
  fullyParallel: false,
  timeout: 600_000,
  reporter: [["list"]],
});
