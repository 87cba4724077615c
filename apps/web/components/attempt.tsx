/** Attempts are counted from 1 on the screen and from 0 in the data. */
export const attemptNumber = (attempt: number): number => attempt + 1;

/** The number of an attempt in a ring; faint when a rerun replaced it. */
export const AttemptBadge = ({ attempt, isOld = false }: { attempt: number; isOld?: boolean }) => (
  <span
    className={isOld ? "att old" : "att"}
    title={`Attempt ${attemptNumber(attempt)}${isOld ? ", replaced" : ""}`}
  >
    <span className="sr">Attempt </span>
    {attemptNumber(attempt)}
  </span>
);
