import type { Color } from '../../../../src/protocol/widgets/values.js';

/** Where a colour stands; a token means something else in each place. */
export type ColorPlace = 'text' | 'background' | 'border';

const tokens: Record<ColorPlace, Record<string, string>> = {
  text: {
    prose: 'var(--text)',
    primary: 'var(--text)',
    emphasis: 'var(--text)',
    secondary: 'var(--muted)',
    tertiary: 'var(--muted)',
    success: 'var(--success)',
    warning: 'var(--warning)',
    danger: 'var(--danger)',
  },
  background: {
    surface: 'var(--surface)',
    'surface-secondary': 'var(--ground)',
    'surface-tertiary': 'var(--line)',
    'surface-elevated': 'var(--surface)',
    'surface-elevated-secondary': 'var(--ground)',
  },
  border: { default: 'var(--line)', subtle: 'var(--line)', strong: 'var(--muted)' },
};

// Hues of the primitives. Lightness falls with the number behind the name.
const hues: Record<string, number> = {
  red: 25,
  orange: 55,
  yellow: 90,
  green: 150,
  teal: 190,
  blue: 258,
  indigo: 275,
  purple: 300,
  pink: 350,
};

/** A colour of a widget as CSS. What would load something is left out. */
export function cssColor(color: Color | undefined, place: ColorPlace): string | undefined {
  if (!color) return undefined;
  if (typeof color !== 'string') {
    const [light, dark] = [cssColor(color.light, place), cssColor(color.dark, place)];
    return light && dark ? `light-dark(${light}, ${dark})` : (light ?? dark);
  }
  if (Object.hasOwn(tokens[place], color)) return tokens[place][color];
  return primitive(color) ?? (/url|image|src/i.test(color) ? undefined : color);
}

/** `red-100`, `gray-500`, `alpha-10`. */
function primitive(color: string): string | undefined {
  const [, name, number] = /^([a-z]+)-(\d{1,4})$/.exec(color) ?? [];
  if (!name) return undefined;
  if (name === 'alpha') return `color-mix(in srgb, currentColor ${number}%, transparent)`;
  const lightness = Math.max(0.2, 0.985 - (Number(number) / 1000) * 0.78).toFixed(3);
  if (name === 'gray') return `oklch(${lightness} 0.02 258)`;
  return name in hues ? `oklch(${lightness} ${chromaAt(Number(number))} ${hues[name]})` : undefined;
}

/** Pale at both ends, full in the middle. */
const chromaAt = (number: number): string => (0.2 * Math.sin((Math.PI * number) / 1000)).toFixed(3);
