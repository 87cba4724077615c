/** Charts over time: what pages use. */

export { ChartCursor } from "./chart-cursor";
export { ChartFrame } from "./chart-frame";
export type { ChartSeries } from "./chart-series";
export { Sparkline } from "./sparkline";
export { TimeChart, type TimeChartProps } from "./time-chart";
export type { TimeRange } from "./time-range";
