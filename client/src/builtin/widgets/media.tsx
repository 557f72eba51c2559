import { useState } from 'react';
import type { Icon as IconComponent, Image } from '../../../../src/protocol/widgets/media';
import { Icon } from '../icons';
import { blockStyle } from './box-style';
import { cssColor } from './colors';
import { safeImage } from './safe-image';

const iconPx = { xs: 12, sm: 16, md: 20, lg: 24, xl: 28, '2xl': 32, '3xl': 40 };

export function IconView({ component }: { component: IconComponent }) {
  const { name, color, size = 'md' } = component;
  return (
    <span className="w-icon" style={{ color: cssColor(color, 'text'), fontSize: iconPx[size] }}>
      <Icon name={name} otherwise="neutral" />
    </span>
  );
}

/** An image that cannot be shown leaves its words. */
export function ImageView({ component }: { component: Image }) {
  const { alt = '', fit, position, frame, flush, background, flex } = component;
  const src = safeImage(component.src);
  const [failed, setFailed] = useState<string>();
  if (!src || failed === src) return alt ? <p className="w-caption">{alt}</p> : null;
  return (
    <img
      className="w-image"
      src={src}
      alt={alt}
      referrerPolicy="no-referrer"
      data-frame={frame || undefined}
      data-flush={flush || undefined}
      style={{
        ...blockStyle(component),
        objectFit: fit,
        objectPosition: position,
        background: cssColor(background, 'background'),
        flex,
      }}
      onError={() => setFailed(src)}
    />
  );
}
