import type { CSSProperties } from 'react';
import type {
  BlockProps,
  Border,
  Borders,
  BoxProps,
  Direction,
  Gap,
  Spacing,
} from '../../../../src/protocol/widgets/values.js';
import { cssColor } from './colors.js';

/** Pixels of a spacing unit. */
const unitPx = 4;

const radii = {
  none: 0,
  '2xs': 2,
  xs: 4,
  sm: 6,
  md: 8,
  lg: 10,
  xl: 12,
  '2xl': 16,
  '3xl': 20,
  '4xl': 24,
  full: 9999,
  '100%': '100%',
};

const flexAlign = { start: 'flex-start', end: 'flex-end' } as Record<string, string>;
const flexJustify = {
  ...flexAlign,
  between: 'space-between',
  around: 'space-around',
  evenly: 'space-evenly',
} as Record<string, string>;

/** How a box lays out what is in it, and what it looks like. */
export function boxStyle(box: BoxProps, direction: Direction = 'col'): CSSProperties {
  const { align, justify } = box;
  return {
    ...blockStyle(box),
    display: 'flex',
    flexDirection: direction === 'row' ? 'row' : 'column',
    alignItems: align && (flexAlign[align] ?? align),
    justifyContent: justify && (flexJustify[justify] ?? justify),
    flexWrap: box.wrap,
    flex: box.flex,
    gap: space(box.gap),
    ...spacing('padding', box.padding),
    ...borderStyle(box.border),
    background: cssColor(box.background, 'background'),
  };
}

/** Size, shape and outer space. */
export function blockStyle(block: BlockProps): CSSProperties {
  return {
    width: block.width ?? block.size,
    height: block.height ?? block.size,
    minWidth: block.minWidth ?? block.minSize,
    minHeight: block.minHeight ?? block.minSize,
    maxWidth: block.maxWidth ?? block.maxSize,
    maxHeight: block.maxHeight ?? block.maxSize,
    aspectRatio: block.aspectRatio,
    borderRadius: block.radius && radii[block.radius],
    ...spacing('margin', block.margin),
  };
}

/** A gap in units, or as CSS has it. */
export function space(gap: Gap | undefined): string | undefined {
  return typeof gap === 'number' ? `${gap * unitPx}px` : gap;
}

export function spacing(property: 'padding' | 'margin', value: Gap | Spacing | undefined): CSSProperties {
  if (typeof value !== 'object' || value === null)
    return value === undefined ? {} : { [property]: space(value) };
  const { x, y, top = y, bottom = y, left = x, right = x } = value;
  return {
    [`${property}Top`]: space(top),
    [`${property}Right`]: space(right),
    [`${property}Bottom`]: space(bottom),
    [`${property}Left`]: space(left),
  };
}

export function borderStyle(border: number | Border | Borders | undefined): CSSProperties {
  if (border === undefined || border === null) return {};
  if (typeof border === 'number' || 'size' in border) return { border: line(border) };
  const { x, y, top = y, bottom = y, left = x, right = x } = border;
  return {
    borderTop: line(top),
    borderRight: line(right),
    borderBottom: line(bottom),
    borderLeft: line(left),
  };
}

function line(border: number | Border | undefined): string | undefined {
  if (border === undefined) return undefined;
  const { size, color = 'default', style = 'solid' } = typeof border === 'number' ? { size: border } : border;
  return `${size}px ${style} ${cssColor(color, 'border')}`;
}
