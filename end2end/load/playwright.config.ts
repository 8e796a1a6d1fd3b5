// `.ci/test load`: more load than people make, on the release build, one test after the other; nothing else may run meanwhile.

import { defineConfig } from "@playwright/test";
import type { Options } from "../fixtures/test.ts";
import tests from "../playwright.config.ts";

export default defineConfig<Options>({
  use: { ...tests.use, trace: "off", javaScriptEnabled: false, hydrated: false },
  testDir: ".",
  testMatch: "*.load.ts",
  outputDir: "../test-results/load",
  workers: 1,
  fullyParallel: false,
  timeout: 600_000,
  reporter: [["list"], ["../counts.ts"]],
});
