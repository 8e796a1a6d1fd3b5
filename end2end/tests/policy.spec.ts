// The content security policy, as somebody judges it whose trade that is (acceptance HDR-01).

import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { type Finding, Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { expect, test } from "../fixtures/test.ts";

/** What is seriously wrong with a policy. */
function serious(policy: string): string[] {
  const findings: Finding[] = new CspEvaluator(new CspParser(policy).csp).evaluate();
  const grave = [Severity.SYNTAX, Severity.HIGH, Severity.MEDIUM, Severity.HIGH_MAYBE];
  return findings.filter(({ severity }) => grave.includes(severity)).map(({ directive, value, description }) => `${directive} ${value ?? ""}: ${description}`);
}

test("nothing serious is wrong with the policy of any page", async ({ person, guard, world }) => {
  guard.allow(/status of 404/);
  expect(serious("script-src 'unsafe-inline' *")).not.toEqual([]);
  const policies = [(await person.open("/sign-in")).headers()["content-security-policy"]];
  await person.signIn("admin@harbour.test");
  for (const address of ["/billing/usage", "/billing/invoices", "/billing/payment-methods", "/settings", "/help", "/nothing"]) {
    policies.push((await person.open(address)).headers()["content-security-policy"]);
  }
  // The sandbox stands for an issuer and for Stripe, which are https anywhere but on a developer's machine.
  for (const policy of policies) expect(serious((policy ?? "").replaceAll(world.sandbox, "https://issuer.example"))).toEqual([]);
});
