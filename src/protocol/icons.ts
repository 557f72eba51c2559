import { z } from 'zod';

/** The widget's built-in icons. Anything else must carry a `vendor:` or `lucide:` prefix. */
// prettier-ignore
export const iconNames = [
  'agent', 'analytics', 'atom', 'batch', 'bolt', 'book-open', 'book-closed', 'book-clock', 'bug', 'calendar',
  'chart', 'check', 'check-circle', 'check-circle-filled', 'chevron-left', 'chevron-right', 'circle-question',
  'clock', 'compass', 'confetti', 'cube', 'desktop', 'document', 'dot', 'dots-horizontal', 'dots-vertical',
  'empty-circle', 'external-link', 'globe', 'keys', 'lab', 'images', 'info', 'lifesaver', 'lightbulb', 'mail',
  'map-pin', 'maps', 'mobile', 'name', 'notebook', 'notebook-pencil', 'page-blank', 'phone', 'play', 'plus',
  'profile', 'profile-card', 'reload', 'star', 'star-filled', 'search', 'sparkle', 'sparkle-double',
  'square-code', 'square-image', 'square-text', 'suitcase', 'settings-slider', 'user', 'wreath', 'write',
  'write-alt', 'write-alt2',
] as const;

export type IconName = (typeof iconNames)[number] | `vendor:${string}` | `lucide:${string}`;

const known: ReadonlySet<string> = new Set(iconNames);

export function isIconName(name: string): name is IconName {
  return known.has(name) || name.startsWith('vendor:') || name.startsWith('lucide:');
}

export const IconName = z.custom<IconName>((value) => typeof value === 'string' && isIconName(value), {
  error: 'must be a built-in icon name, or start with `vendor:` or `lucide:`',
});
