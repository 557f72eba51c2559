import { z } from 'zod';
import { boolean, color, string } from './value-schemas.js';

// Schemas of what a chart is made of.

const curveType = z.enum([
  'basis',
  'basisClosed',
  'basisOpen',
  'bumpX',
  'bumpY',
  'bump',
  'linear',
  'linearClosed',
  'natural',
  'monotoneX',
  'monotoneY',
  'monotone',
  'step',
  'stepBefore',
  'stepAfter',
]);

const common = { label: string.optional(), dataKey: string, color: color.optional() };
const stack = string.optional();
const curve = curveType.optional();

export const series = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('bar'), ...common, stack }),
    z.object({ type: z.literal('area'), ...common, stack, curveType: curve }),
    z.object({ type: z.literal('line'), ...common, curveType: curve }),
  ],
  { error: 'expected a series of type bar, area or line' },
);

export const rows = z.array(
  z.record(string, z.union([string, z.number()], { error: 'expected a string or a number' })),
);

export const xAxis = z.union(
  [
    string,
    z.object({
      dataKey: string,
      hide: boolean.optional(),
      labels: z.record(string, string).optional(),
    }),
  ],
  { error: 'expected the name of a field, or an axis as {dataKey, hide, labels}' },
);
