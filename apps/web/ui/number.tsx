import { Fragment } from "react";
import { formatBig, formatDuration, formatPrice, type Measured } from "./format-number";

const Unit = ({ children }: { children: string }) =>
  children === "" ? null : <i className="u">{children}</i>;

export const Measure = ({ digits, unit }: Measured) => (
  <>
    {digits}
    <Unit>{unit}</Unit>
  </>
);

/** Unknown is a dash; zero is 0. */
export const Nil = () => <span className="nil">–</span>;

/** A length of time, digits strong and units faint. */
export const Duration = ({ ms }: { ms: number | null }) =>
  ms === null ? (
    <Nil />
  ) : (
    formatDuration(ms).map((part, index) => (
      <Fragment key={part.unit}>
        {index > 0 && " "}
        <Measure {...part} />
      </Fragment>
    ))
  );

export const Big = ({ count }: { count: number | null }) =>
  count === null ? <Nil /> : <Measure {...formatBig(count)} />;

/**
 * US dollars.
 *
 * @param aligned whether the price stands in a column and keeps room for decimals it does not have
 */
export function Price({ usd, aligned = false }: { usd: number | null; aligned?: boolean }) {
  if (usd === null) return <Nil />;
  const { cents, fraction } = formatPrice(usd);
  return (
    <span title={usd > 0 && usd < 0.01 ? `$${usd.toPrecision(4)}` : undefined}>
      {cents}
      {fraction !== "" && <i className="dp">{fraction}</i>}
      {aligned && fraction === "" && (
        <i className="dp off" aria-hidden="true">
          00
        </i>
      )}
    </span>
  );
}
