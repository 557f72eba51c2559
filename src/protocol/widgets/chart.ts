import type { BlockProps, ChartColor, ComponentBase } from './values.js';

// A chart over rows of data. The browser widget's published typings (1.9.0) do not list it: an older or newer
// widget may draw nothing.

export type CurveType =
  | 'basis'
  | 'basisClosed'
  | 'basisOpen'
  | 'bumpX'
  | 'bumpY'
  | 'bump'
  | 'linear'
  | 'linearClosed'
  | 'natural'
  | 'monotoneX'
  | 'monotoneY'
  | 'monotone'
  | 'step'
  | 'stepBefore'
  | 'stepAfter';

type SeriesBase = {
  /** Name in the legend; left out, the series has none. */
  label?: string;
  /** The field of the rows that is drawn. */
  dataKey: string;
  color?: ChartColor;
};
/** Series with the same `stack` stand on each other. */
export type BarSeries = SeriesBase & { type: 'bar'; stack?: string };
export type AreaSeries = SeriesBase & { type: 'area'; stack?: string; curveType?: CurveType };
export type LineSeries = SeriesBase & { type: 'line'; curveType?: CurveType };
export type Series = BarSeries | AreaSeries | LineSeries;

/** The horizontal axis; `labels` gives words to show in place of the ticks' values. */
export type XAxis = { dataKey: string; hide?: boolean; labels?: Record<string, string> };

export type Chart = ComponentBase<'Chart'> &
  Pick<BlockProps, Exclude<keyof BlockProps, 'radius' | 'margin'>> & {
    data: Record<string, string | number>[];
    series: Series[];
    /** The field of the rows along the axis, or the axis in full. */
    xAxis: string | XAxis;
    showYAxis?: boolean;
    showLegend?: boolean;
    showTooltip?: boolean;
    /** Pixels between the bars of one tick. */
    barGap?: number;
    /** Pixels between the bars of two ticks. */
    barCategoryGap?: number;
    flex?: number | string;
  };
