import { defineWorkflow } from "@stageline/engine";
import { assess } from "./assess.js";
import { classifyLicences } from "./classify-licences.js";
import { findNotices } from "./find-notices.js";
import { inventory } from "./inventory.js";
import { measureFootprint } from "./measure-footprint.js";
import { report } from "./report.js";
import { reviewInput } from "./review-input.js";

/** Reviews the licences of every package that is installed in a project. */
export const licenceReview = defineWorkflow({
  id: "licence-review",
  name: "Licence review",
  description:
    "Finds every installed package of a project, reads its licence texts with a language model, judges them by a policy and writes a report.",
  input: reviewInput,
})
  .pipe(inventory)
  .parallel([classifyLicences, findNotices, measureFootprint])
  .pipe(assess)
  .pipe(report)
  .build();
