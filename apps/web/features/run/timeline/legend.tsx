import { STATUS_APPEARANCE, STATUS_ORDER, StatusIcon } from "@/components/status";

/** What the bars mean, drawn by the same rules as the bars. */
export const Legend = () => (
  <details className="legend-pop">
    <summary className="btn sm">Legend</summary>
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
        <span className="t3 s12">grey, 40 % height</span>
      </li>
      <li>
        <span />
        <i className="bar inl est" aria-hidden="true" />
        <span>Not started</span>
        <span className="t3 s12">dashed, neutral</span>
      </li>
    </ul>
  </details>
);
