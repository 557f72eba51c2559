import type {
  BackgroundColor,
  BlockProps,
  BorderColor,
  ComponentBase,
  Gap,
  IconSize,
  Len,
  TextColor,
  WidgetIcon,
} from './values.js';

// Components that show something other than words, or nothing.

export type Icon = ComponentBase<'Icon'> & { name: WidgetIcon; color?: TextColor; size?: IconSize };

export type Image = ComponentBase<'Image'> &
  BlockProps & {
    /** A URL, or a `data:` URL. */
    src: string;
    alt?: string;
    fit?: 'cover' | 'contain' | 'fill' | 'scale-down' | 'none';
    /** The part that stays in sight when the image is cropped. */
    position?:
      | 'top left'
      | 'top'
      | 'top right'
      | 'left'
      | 'center'
      | 'right'
      | 'bottom left'
      | 'bottom'
      | 'bottom right';
    frame?: boolean;
    /** Reaches into the padding of what holds it. */
    flush?: boolean;
    background?: BackgroundColor;
    flex?: number | string;
  };

/** Takes the room that is left. */
export type Spacer = ComponentBase<'Spacer'> & { minSize?: Len };

export type Divider = ComponentBase<'Divider'> & {
  color?: BorderColor;
  /** Thickness. */
  size?: Len;
  /** Space above and below. */
  spacing?: Gap;
  /** Reaches into the padding of what holds it. */
  flush?: boolean;
};
