/** Failures that are alike, as an address has them: `fingerprint~subject`. */

import type { FailureGroup } from "@stageline/engine/read";

/** As the page is given it: whether it needs anybody's attention is known. */
export interface ShownGroup extends FailureGroup {
  readonly isSettled: boolean;
}

type Key = Pick<FailureGroup, "subject" | "fingerprint">;

export const groupKey = ({ subject, fingerprint }: Key): string => `${fingerprint}~${subject}`;
