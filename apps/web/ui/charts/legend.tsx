import type { ChartSeries } from "./chart-series";
import { DASHES } from "./marks";
import { patternId } from "./patterns";

/** Which colour and pattern is what. Of one series its chart's title says so. */
export const Legend = ({
  id,
  series,
  isLines,
  hasPatterns,
}: {
  /** Prefix of the patterns' names in the drawing. */
  id: string;
  series: readonly ChartSeries[];
  isLines: boolean;
  hasPatterns: boolean;
}) =>
  series.length < 2 ? null : (
    <ul className="chart-legend">
      {series.map(({ name, colour }, index) => (
        <li key={name}>
          <svg width={isLines ? 16 : 10} height="10" aria-hidden="true">
            {isLines ? (
              <path
                d="M0 5h16"
                strokeWidth="2"
                style={{ stroke: colour }}
                strokeDasharray={hasPatterns ? DASHES[index % DASHES.length] : undefined}
              />
            ) : (
              <>
                <rect width="10" height="10" rx="2" style={{ fill: colour }} />
                {hasPatterns && <rect width="10" height="10" rx="2" fill={`url(#${patternId(id, index)})`} />}
              </>
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
