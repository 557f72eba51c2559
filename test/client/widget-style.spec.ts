import { boxStyle, spacing } from '../../client/src/builtin/widgets/box-style.js';
import { cssColor } from '../../client/src/builtin/widgets/colors.js';
import { safeImage } from '../../client/src/builtin/widgets/safe-image.js';

describe('the props of a widget as CSS', () => {
  it('give numbers of spacing as units of four pixels, and lengths as they are', () => {
    expect(spacing('padding', 3)).toEqual({ padding: '12px' });
    expect(spacing('margin', { x: 1, top: '2rem' })).toEqual({
      marginTop: '2rem',
      marginRight: '4px',
      marginBottom: undefined,
      marginLeft: '4px',
    });
    expect(
      boxStyle({ gap: 2, align: 'end', justify: 'between', border: { size: 2, color: 'strong' } }, 'row'),
    ).toMatchObject({
      flexDirection: 'row',
      gap: '8px',
      alignItems: 'flex-end',
      justifyContent: 'space-between',
      border: '2px solid var(--muted)',
    });
  });

  it('know tokens by their place, primitives, and one colour for each theme', () => {
    expect(cssColor('secondary', 'text')).toBe('var(--muted)');
    expect(cssColor('surface-secondary', 'background')).toBe('var(--ground)');
    expect(cssColor('alpha-10', 'background')).toBe('color-mix(in srgb, currentColor 10%, transparent)');
    expect(cssColor('blue-500', 'text')).toMatch(/^oklch\(0\.595 0\.200 258\)$/);
    expect(cssColor('#123456', 'text')).toBe('#123456');
    expect(cssColor({ light: '#fff', dark: '#000' }, 'background')).toBe('light-dark(#fff, #000)');
  });

  it('load nothing by a colour, and images from the web or from themselves alone', () => {
    expect(cssColor('url(https://example.com/x)', 'background')).toBeUndefined();
    expect(safeImage('https://example.com/x.png')).toBe('https://example.com/x.png');
    expect(safeImage('data:image/png;base64,AA')).toBe('data:image/png;base64,AA');
    expect(safeImage('javascript:alert(1)')).toBeUndefined();
    expect(safeImage('data:text/html,x')).toBeUndefined();
    expect(safeImage(undefined)).toBeUndefined();
  });
});
