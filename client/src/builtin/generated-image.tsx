import type { GeneratedImageItem } from '../../../src/protocol/items';
import { safeImage } from './widgets/safe-image';

interface GeneratedImageProps {
  item: GeneratedImageItem;
  /** From 0 to 1; absent when unknown. */
  progress?: number;
  /** It is being made. */
  live: boolean;
}

/** An image that the assistant made, or how far it is. One from elsewhere is linked: the page loads nothing unasked. */
export function GeneratedImage({ item: { image }, progress, live }: GeneratedImageProps) {
  const src = safeImage(image?.url);
  const making = live && (progress ?? 0) < 1;
  if (!src && !making) return null;
  return (
    <figure className="generated" aria-busy={making}>
      {src?.startsWith('data:') && <img src={src} alt="Made by the assistant" />}
      {src && !src.startsWith('data:') && (
        <a href={src} target="_blank" rel="noopener noreferrer">
          Open the image
        </a>
      )}
      {making && (
        <figcaption>
          <label>
            Making an image… <progress max={1} value={progress} />
          </label>
        </figcaption>
      )}
    </figure>
  );
}
