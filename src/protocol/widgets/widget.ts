import { z } from 'zod';

// Widgets travel and are stored as opaque JSON: an unknown property must come back as it was authored.

/** The components that a widget item can carry. */
export const rootTypes = ['Card', 'ListView', 'Basic'] as const;

export const WidgetComponent = z
  .looseObject({ type: z.string(), id: z.string().optional(), key: z.string().optional() })
  .meta({ id: 'WidgetComponent' });

export const WidgetRoot = z
  .looseObject({
    type: z.enum(rootTypes),
    id: z.string().optional(),
    key: z.string().optional(),
  })
  .meta({ id: 'WidgetRoot' });

/** What comes back when a person uses a widget: the action's name and payload, nothing else of its config. */
export const Action = z
  .object({ type: z.string().min(1), payload: z.unknown().optional() })
  .meta({ id: 'Action' });

export type WidgetComponent = z.infer<typeof WidgetComponent>;
export type WidgetRoot = z.infer<typeof WidgetRoot>;
export type Action = z.infer<typeof Action>;
