import { z } from 'zod';
import { rows, series, xAxis } from './chart-schemas.js';
import { block, blockSizes } from './layout-schemas.js';
import * as v from './value-schemas.js';

// Schemas of the components that show words or pictures.

const words = {
  value: v.string,
  ...v.optional({
    color: v.color,
    weight: v.weight,
    textAlign: v.textAlign,
    truncate: v.boolean,
    maxLines: v.count,
  }),
};
export const contentShapes = {
  Text: {
    ...words,
    ...v.optional({
      streaming: v.boolean,
      italic: v.boolean,
      lineThrough: v.boolean,
      width: v.len,
      size: v.fiveSizes,
      minLines: v.count,
      editable: v.editable,
    }),
  },
  Title: { ...words, ...v.optional({ size: v.titleSize }) },
  Caption: { ...words, ...v.optional({ size: v.threeSizes }) },
  Markdown: { value: v.string, ...v.optional({ streaming: v.boolean }) },
  Label: {
    value: v.string,
    fieldName: v.string,
    ...v.optional({ size: v.fiveSizes, weight: v.weight, textAlign: v.textAlign, color: v.color }),
  },
  Badge: {
    label: v.string,
    ...v.optional({
      color: z.enum(['secondary', 'success', 'danger', 'warning', 'info', 'discovery']),
      variant: z.enum(['solid', 'soft', 'outline']),
      size: v.threeSizes,
      pill: v.boolean,
    }),
  },
  Icon: { name: v.icon, ...v.optional({ color: v.color, size: v.iconSize }) },
  Image: {
    ...block,
    src: v.string,
    ...v.optional({
      alt: v.string,
      fit: z.enum(['cover', 'contain', 'fill', 'scale-down', 'none']),
      position: z.enum([
        'top left',
        'top',
        'top right',
        'left',
        'center',
        'right',
        'bottom left',
        'bottom',
        'bottom right',
      ]),
      frame: v.boolean,
      flush: v.boolean,
      background: v.color,
      flex: v.numberOrCss,
    }),
  },
  Chart: {
    ...blockSizes,
    data: rows,
    series: z.array(series),
    xAxis,
    ...v.optional({
      showYAxis: v.boolean,
      showLegend: v.boolean,
      showTooltip: v.boolean,
      barGap: v.integer,
      barCategoryGap: v.integer,
      flex: v.numberOrCss,
    }),
  },
};
