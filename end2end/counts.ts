// A reporter that ends with the line the project's other suites end with: "N passed, N failed".

import type { FullResult, Reporter, TestCase } from "@playwright/test/reporter";

export default class Counts implements Reporter {
  private readonly outcomes = new Map<string, string>();

  onTestEnd(test: TestCase): void {
    this.outcomes.set(test.id, test.outcome());
  }

  onEnd(result: FullResult): void {
    const all = [...this.outcomes.values()];
    const passed = all.filter((outcome) => outcome === "expected").length;
    const failed = all.filter((outcome) => outcome === "unexpected" || outcome === "flaky").length;
    const outside = failed === 0 && result.status !== "passed" ? 1 : 0;
    console.log(`\n${passed} passed, ${failed + outside} failed`);
  }
}
