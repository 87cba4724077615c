import { Duration } from "@/ui/number";

/** A length of time that is counted down or estimated: tenths of a second would only flicker. */
export const WholeSeconds = ({ ms }: { ms: number }) =>
  ms < 60_000 ? (
    <>
      {Math.max(1, Math.ceil(ms / 1000))}
      <i className="u">s</i>
    </>
  ) : (
    <Duration ms={ms} />
  );
