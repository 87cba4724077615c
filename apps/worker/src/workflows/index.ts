/** The workflows that come with the worker. */

import type { WorkflowDefinition } from "@stageline/engine";
import { documentDigest } from "./document-digest/index.js";
import { licenceReview } from "./licence-review/index.js";

export const workflows: readonly WorkflowDefinition[] = [licenceReview, documentDigest];

export default workflows;
