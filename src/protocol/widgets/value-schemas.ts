import { z } from 'zod';
import { IconName } from '../icons.js';

// Schemas of the values in `values.ts`. They only look: what they return is thrown away, so an object may have
// properties that they do not name. Where several forms are allowed, one message names them all.

const oneOf = <Options extends readonly [z.ZodType, ...z.ZodType[]]>(error: string, ...options: Options) =>
  z.union(options, { error });

/** The same schemas, each of which may also be left out. */
export const optional = <Shape extends Record<string, z.ZodType>>(shape: Shape) =>
  z.object(shape).partial().shape;

export const string = z.string();
export const boolean = z.boolean();
export const number = z.number();
/** A whole number, which may be negative: bars may overlap. */
export const integer = z.number().int();
/** A whole number that is not negative. */
export const count = z.number().int().nonnegative();

export const len = oneOf('expected a number of pixels or a CSS length', string, number);
export const gap = oneOf('expected a number of spacing units or a CSS length', string, number);
export const numberOrCss = oneOf('expected a number or a CSS value', string, number);

export const color = oneOf(
  'expected a colour, or one as {dark, light}',
  string,
  z.object({ dark: string, light: string }),
);

const sides = <Side extends z.ZodType>(side: Side) =>
  z.object({ top: side, right: side, bottom: side, left: side, x: side, y: side }).partial();

export const spacing = sides(gap);
export const space = oneOf(
  'expected a number of spacing units, a CSS length, or lengths by side',
  string,
  number,
  spacing,
);

const line = z.object({
  size: count,
  color: color.optional(),
  style: z.enum(['solid', 'dashed', 'dotted', 'double', 'groove', 'ridge', 'inset', 'outset']).optional(),
});
export const border = oneOf(
  'expected a width in whole pixels, a line as {size, color, style}, or lines by side',
  count,
  line,
  sides(oneOf('expected a width in whole pixels, or a line as {size, color, style}', count, line)),
);

export const radius = z.enum([
  '2xs',
  'xs',
  'sm',
  'md',
  'lg',
  'xl',
  '2xl',
  '3xl',
  '4xl',
  'full',
  '100%',
  'none',
]);
export const theme = z.enum(['light', 'dark']);
export const textAlign = z.enum(['start', 'center', 'end']);
export const fiveSizes = z.enum(['xs', 'sm', 'md', 'lg', 'xl']);
export const threeSizes = z.enum(['sm', 'md', 'lg']);
export const titleSize = z.enum(['sm', 'md', 'lg', 'xl', '2xl', '3xl', '4xl', '5xl']);
export const iconSize = z.enum(['xs', 'sm', 'md', 'lg', 'xl', '2xl', '3xl']);
export const weight = z.enum(['normal', 'medium', 'semibold', 'bold']);
export const alignment = z.enum(['start', 'center', 'end', 'baseline', 'stretch']);
export const justification = z.enum(['start', 'center', 'end', 'between', 'around', 'evenly', 'stretch']);
export const direction = z.enum(['row', 'col']);
export const controlVariant = z.enum(['solid', 'soft', 'outline', 'ghost']);
export const controlSize = z.enum(['3xs', '2xs', 'xs', 'sm', 'md', 'lg', 'xl', '2xl', '3xl']);
export const gutterSize = z.enum(['2xs', 'xs', 'sm', 'md', 'lg', 'xl']);

export const icon = IconName;

export const status = z.object({
  text: string,
  favicon: string.optional(),
  frame: boolean.optional(),
  icon: icon.optional(),
});

export const action = z.object({
  type: z.string().min(1, 'expected a name'),
  payload: z.unknown().optional(),
  handler: z.enum(['server', 'client']).optional(),
  loadingBehavior: z.enum(['auto', 'none', 'self', 'container']).optional(),
  streaming: boolean.optional(),
});
export const cardAction = z.object({ label: string, action });

export const editable = oneOf(
  'expected false, or an object with at least a name',
  z.literal(false),
  z.object({
    name: string,
    autoFocus: boolean.optional(),
    autoSelect: boolean.optional(),
    autoComplete: string.optional(),
    allowAutofillExtensions: boolean.optional(),
    pattern: string.optional(),
    placeholder: string.optional(),
    required: boolean.optional(),
  }),
);

export const date = oneOf(
  'expected an ISO 8601 date or date-time',
  z.iso.datetime({ offset: true, local: true }),
  z.iso.date(),
);
