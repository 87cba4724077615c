import { describe, expect, test } from "vitest";
import { conflictWith } from "../../src/workflows/licence-review/policy/compatibility.js";
import { judgePackage, type PackageFacts } from "../../src/workflows/licence-review/policy/judge-package.js";
import { licenceKind } from "../../src/workflows/licence-review/policy/licence-kind.js";
import { obligationsOf } from "../../src/workflows/licence-review/policy/obligations.js";
import { policyConfig } from "../../src/workflows/licence-review/policy/policy.js";

test.each([
  ["MIT", "permissive"],
  ["Apache-2.0", "permissive"],
  ["BSD-3-Clause", "permissive"],
  ["ISC", "permissive"],
  ["BSL-1.0", "permissive"],
  ["Python-2.0", "permissive"],
  ["BlueOak-1.0.0", "permissive"],
  ["Unlicense", "public-domain"],
  ["0BSD", "public-domain"],
  ["CC0-1.0", "public-domain"],
  ["CC-BY-4.0", "content"],
  ["OFL-1.1", "content"],
  ["MPL-2.0", "weak-copyleft"],
  ["LGPL-3.0-or-later", "weak-copyleft"],
  ["EPL-2.0", "weak-copyleft"],
  ["GPL-2.0-only WITH Classpath-exception-2.0", "weak-copyleft"],
  ["GPL-2.0-only", "strong-copyleft"],
  ["CC-BY-SA-4.0", "strong-copyleft"],
  ["AGPL-3.0-only", "network-copyleft"],
  ["EUPL-1.2", "network-copyleft"],
  ["SSPL-1.0", "restricted"],
  ["BUSL-1.1", "restricted"],
  ["CC-BY-NC-4.0", "restricted"],
  ["JSON", "restricted"],
  ["LicenseRef-acme", "unknown"],
])("%s is %s", (id, kind) => {
  expect(licenceKind(id)).toBe(kind);
});

const sure = (spdxId: string) => ({ spdxId, confidence: 0.99 });

const facts = (changes: Partial<PackageFacts> = {}): PackageFacts => ({
  id: "a@1.0.0",
  name: "a",
  declared: "MIT",
  declaredMeans: undefined,
  own: [sure(changes.declared?.replace(/[()]/g, "") ?? "MIT")],
  parts: [],
  hasNoticeFile: false,
  ...changes,
});

const judge = (changes: Partial<PackageFacts>, policy: object = {}, project: string | null = "MIT") =>
  judgePackage(facts(changes), policyConfig.parse(policy), project);

describe("the policies", () => {
  test.each([
    ["MIT", "approved", "approved", "approved"],
    ["CC0-1.0", "approved", "approved", "approved"],
    ["CC-BY-4.0", "approved", "approved", "needs_review"],
    ["MPL-2.0", "needs_review", "approved", "rejected"],
    ["LGPL-3.0-only", "needs_review", "approved", "rejected"],
    ["GPL-3.0-only", "rejected", "needs_review", "rejected"],
    ["AGPL-3.0-only", "rejected", "needs_review", "rejected"],
    ["BUSL-1.1", "rejected", "rejected", "rejected"],
    ["LicenseRef-acme", "needs_review", "needs_review", "rejected"],
    ["(MIT OR GPL-3.0-only)", "approved", "approved", "approved"],
    ["(MIT AND GPL-3.0-only)", "rejected", "needs_review", "rejected"],
    ["(MIT OR GPL-3.0-only) AND MPL-2.0", "needs_review", "approved", "rejected"],
  ])("%s is %s, %s and %s in a MIT project", (declared, permissive, copyleftOk, strict) => {
    const outcomes = ["permissive", "copyleft-ok", "strict"].map(
      (policy) => judge({ declared }, { policy }).outcome,
    );

    expect(outcomes).toEqual([permissive, copyleftOk, strict]);
  });

  test("copyleft is fine where the project is under it, too", () => {
    expect(judge({ declared: "GPL-3.0-only" }, { policy: "copyleft-ok" }, "GPL-3.0-or-later").outcome).toBe(
      "approved",
    );
    expect(judge({ declared: "GPL-3.0-only" }, { policy: "copyleft-ok" }, null).conflicts).toHaveLength(1);
  });

  test("lists come before the policy: deny, then review, then allow", () => {
    expect(judge({}, { deny: ["mit"], allow: ["MIT"] }).outcome).toBe("rejected");
    expect(judge({}, { review: ["MIT"], allow: ["MIT"] }).outcome).toBe("needs_review");
    expect(judge({ declared: "AGPL-3.0-only" }, { allow: ["AGPL-3.0-only"] })).toMatchObject({
      outcome: "approved",
      conflicts: [],
    });
    expect(judge({ declared: "BUSL-1.1" }, { ignore: ["a"] }).outcome).toBe("approved");
    expect(judge({ declared: "BUSL-1.1" }, { ignore: ["a@2.0.0"] }).outcome).toBe("rejected");
  });
});

describe("a package", () => {
  test("is surest when declaration and text agree", () => {
    const both = judge({});
    const declaredOnly = judge({ own: [] });
    const textOnly = judge({ declared: null, own: [{ spdxId: "MIT", confidence: 0.9 }] });

    expect(both).toMatchObject({ licence: "MIT", mismatch: null, reasons: [] });
    expect(both.confidence).toBeGreaterThan(0.99);
    expect(declaredOnly).toMatchObject({ outcome: "approved", confidence: 0.8 });
    expect(declaredOnly.reasons).toEqual(["It carries no licence text"]);
    expect(textOnly).toMatchObject({ licence: "MIT", outcome: "approved", confidence: 0.9 });
  });

  test("that declares another licence than its text says is judged by the worse of both", () => {
    const harmless = judge({ declared: "MIT", own: [sure("ISC")] });
    const harmful = judge({ declared: "MIT", own: [sure("AGPL-3.0-only")] });

    expect(harmless).toMatchObject({ outcome: "approved", confidence: 0.5 });
    expect(harmless.mismatch).toBe("declares MIT, but its text is ISC");
    expect(harmful.outcome).toBe("rejected");
  });

  test("doesn't differ by what a GNU text can't tell", () => {
    expect(judge({ declared: "LGPL-3.0-or-later", own: [sure("LGPL-3.0-only")] }).mismatch).toBeNull();
    expect(
      judge({ declared: "GPL-2.0-only WITH Classpath-exception-2.0", own: [sure("GPL-2.0-only")] }).mismatch,
    ).toBeNull();
  });

  test("needs a review when it contains code that the policy doesn't approve", () => {
    const third = judge({ own: [sure("MIT AND GPL-3.0-only")] });
    const inPart = judge({ parts: [sure("MPL-2.0"), { spdxId: "AGPL-3.0-only", confidence: 0.2 }] });

    expect(third).toMatchObject({ outcome: "needs_review", contains: ["GPL-3.0-only"] });
    expect(inPart).toMatchObject({ outcome: "needs_review", contains: ["MPL-2.0"] });
  });

  test("of unknown licence needs a review, or is rejected by the strict policy", () => {
    const unknown = { declared: null, own: [] };

    expect(judge(unknown)).toMatchObject({ outcome: "needs_review", licence: "NOASSERTION" });
    expect(judge(unknown, { policy: "strict" }).outcome).toBe("rejected");
    expect(judge({ declared: "SEE LICENSE IN x", own: [] }).reasons.join()).toContain("no SPDX expression");
  });

  test("takes a declaration in words for what it means", () => {
    const { licence, outcome } = judge({ declared: "Apache 2", declaredMeans: sure("Apache-2.0"), own: [] });

    expect({ licence, outcome }).toEqual({ licence: "Apache-2.0", outcome: "approved" });
  });

  test("doesn't count an unsure reading", () => {
    const read = { declared: null, own: [{ spdxId: "MIT", confidence: 0.6 }] };

    expect(judge(read).licence).toBe("NOASSERTION");
    expect(judge(read, { minConfidence: 0.5 }).licence).toBe("MIT");
  });
});

test.each([
  ["MIT", "MIT", false],
  ["MIT", "GPL-3.0-only", true],
  ["MIT", "LGPL-3.0-only", false],
  [null, "AGPL-3.0-only", true],
  ["GPL-2.0-only", "Apache-2.0", true],
  ["GPL-3.0-only", "Apache-2.0", false],
  ["GPL-3.0-or-later", "GPL-2.0-only", true],
  ["GPL-2.0-or-later", "GPL-3.0-only", false],
  ["AGPL-3.0-only", "CDDL-1.0", true],
])("a project under %s and a dependency under %s conflict: %s", (project, dependency, expected) => {
  expect(conflictWith(project, dependency) !== undefined).toBe(expected);
});

test("names what a licence obliges to", () => {
  expect(obligationsOf("MIT", false)).toEqual(["keep-notice"]);
  expect(obligationsOf("Apache-2.0", true)).toEqual([
    "keep-notice",
    "no-endorsement",
    "state-changes",
    "pass-on-notice-file",
  ]);
  expect(obligationsOf("LGPL-2.1-only", false)).toContain("allow-relinking");
  expect(obligationsOf("AGPL-3.0-only", false)).toContain("offer-source-to-network-users");
  expect(obligationsOf("Unlicense", false)).toEqual([]);
});
