import { z } from 'zod';
import * as v from './value-schemas.js';

// Schemas of the components that hold others, and of the sizes they share with pictures.

/** Sizes of a box-like component. */
export const blockSizes = v.optional({
  height: v.len,
  width: v.len,
  size: v.len,
  minHeight: v.len,
  minWidth: v.len,
  minSize: v.len,
  maxHeight: v.len,
  maxWidth: v.len,
  maxSize: v.len,
  aspectRatio: v.numberOrCss,
});
export const block = { ...blockSizes, ...v.optional({ radius: v.radius, margin: v.space }) };
const box = {
  ...block,
  ...v.optional({
    align: v.alignment,
    justify: v.justification,
    wrap: z.enum(['nowrap', 'wrap', 'wrap-reverse']),
    flex: v.numberOrCss,
    gap: v.gap,
    padding: v.space,
    border: v.border,
    background: v.color,
  }),
};
export const layoutShapes = {
  Card: v.optional({
    asForm: v.boolean,
    background: v.color,
    border: v.border,
    size: z.enum(['sm', 'md', 'lg', 'full']),
    padding: v.space,
    status: v.status,
    collapsed: v.boolean,
    confirm: v.cardAction,
    cancel: v.cardAction,
    theme: v.theme,
  }),
  ListView: v.optional({
    limit: z.union([v.count, z.literal('auto')], { error: 'expected a whole number or "auto"' }),
    status: v.status,
    theme: v.theme,
  }),
  ListViewItem: v.optional({ onClickAction: v.action, gap: v.gap, align: v.alignment }),
  Basic: v.optional({
    theme: v.theme,
    direction: v.direction,
    gap: v.gap,
    padding: v.space,
    align: v.alignment,
    justify: v.justification,
  }),
  Box: { ...box, ...v.optional({ direction: v.direction }) },
  Row: box,
  Col: box,
  Form: { ...box, ...v.optional({ onSubmitAction: v.action, direction: v.direction }) },
  Spacer: v.optional({ minSize: v.len }),
  Divider: v.optional({ color: v.color, size: v.len, spacing: v.gap, flush: v.boolean }),
  Transition: {},
  Table: {},
  'Table.Row': v.optional({ header: v.boolean }),
  'Table.Cell': v.optional({
    width: v.len,
    padding: v.spacing,
    colSpan: v.count,
    rowSpan: v.count,
    align: v.textAlign,
    vAlign: v.textAlign,
    colSize: v.fiveSizes,
  }),
};
