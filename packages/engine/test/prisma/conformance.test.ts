/** The conformance suites on both databases, without a deviation. */

import { afterAll, describe, test } from "vitest";
import { openStore } from "../../src/store.js";
import { checkConformance, type Suite } from "../../src/testing/conformance/suite.js";
import * as claiming from "../../src/testing/conformance/jobs-claiming.js";
import * as ending from "../../src/testing/conformance/jobs-ending.js";
import * as leases from "../../src/testing/conformance/jobs-leases.js";
import { FRESH, type Kind } from "./databases.js";

const suites = [claiming, ending, leases].flatMap((module) => Object.values(module)) as unknown as Suite[];

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  checkConformance(suites, {
    describe,
    test,
    async open() {
      const database = await FRESH[kind]();
      const store = await openStore(database.url);
      return { store, discard: async () => { await store.close(); await database.drop(); } };
    },
  });
});
