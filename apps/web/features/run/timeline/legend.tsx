import { STATUS_APPEARANCE, STATUS_ORDER, StatusIcon } from "@/components/status";

/** What the bars mean, drawn by the same rules as the bars. */
export const Legend = ({
  isWaitShown,
  onWait,
}: {
  isWaitShown: boolean;
  onWait: (isShown: boolean) => void;
}) => (
  <details className="legend-pop">
    <summary className="btn">Legend</summary>
    <ul className="pop">
      {STATUS_ORDER.map((status) => (
        <li key={status}>
          <StatusIcon status={status} />
          <i className="bar inl" data-s={status} aria-hidden="true" />
          <span>{STATUS_APPEARANCE[status].word}</span>
          <span className="t3 s12">{STATUS_APPEARANCE[status].pattern}</span>
        </li>
      ))}
      <li>
        <span />
        <i className="bar inl wait" aria-hidden="true" />
        <span>Queue wait</span>
        <button
          type="button"
          className="link s12"
          title="Show or hide (q)"
          onClick={() => onWait(!isWaitShown)}
        >
          {isWaitShown ? "Hide it" : "Show it"}
        </button>
      </li>
      <li>
        <span />
        <i className="bar inl est" aria-hidden="true" />
        <span>Expected</span>
        <span className="t3 s12">as long as half of the earlier ones</span>
      </li>
      <li>
        <span />
        <span className="legend-marks" aria-hidden="true">
          <i className="dia" style={{ left: 8 }} />
          <i className="caret-err" style={{ left: 24 }} />
          <i className="poll" style={{ left: 36 }} />
        </span>
        <span>Marks</span>
        <span className="t3 s12">annotation, error in the log, poll</span>
      </li>
    </ul>
  </details>
);
