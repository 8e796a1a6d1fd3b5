// Every spec runs twice: hydrated, and without JavaScript. Each worker has a portal and a sandbox of its own
// (fixtures/world.ts), so a fault played to one test cannot reach another that runs beside it.

import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import type { Options } from "./fixtures/test.ts";

// The headless shell is the same engine without a browser's windows, and takes less than half the time.
const programs = ["chromium-headless-shell", "chromium", "google-chrome"].map((name) => `/usr/bin/${name}`);
const chromium = programs.find((path) => existsSync(path));
const root = process.getuid?.() === 0;
const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export default defineConfig<Options>({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env["CI"] === "true",
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: [["list"], ["./counts.ts"]],
  use: {
    locale: "en-AU",
    timezoneId: "Europe/Lisbon", // neither the tenants' zone nor, as a rule, the machine's: days must come from the data
    viewport: { width: 1280, height: 900 },
    // Recording costs every test time, whether it fails or not: TRACE=1 turns it on and keeps those that fail.
    trace: process.env["TRACE"] === "1" ? "retain-on-failure" : "off",
    launchOptions: {
      args: root ? ["--no-sandbox", ...quiet] : quiet,
      ...(chromium ? { executablePath: chromium } : {}),
    },
  },
  projects: [
    { name: "hydrated", use: { javaScriptEnabled: true, hydrated: true } },
    { name: "no-javascript", use: { javaScriptEnabled: false, hydrated: false } },
  ],
});
