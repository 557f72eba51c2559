import type { IconName } from '../icons.js';

// The values that widget props are made of. Aliases throughout, not interfaces: only an alias of an object type can
// be handed on where any JSON object is taken, which is what the wire shapes of `widget.ts` ask for.

/** A length: a number of pixels, or any CSS length such as `'50%'` or `'12rem'`. */
export type Len = number | string;
/** A gap: a number of spacing units, or a CSS length. */
export type Gap = number | string;

export type ThemeName = 'light' | 'dark';
/** One CSS colour, primitive or token for each theme. */
export type ThemeColor = { dark: string; light: string };
/** A token of its place, a primitive such as `red-100` or `gray-500`, any CSS colour, or one for each theme. */
export type Color<Token extends string = never> = Token | (string & {}) | ThemeColor;
export type TextColor = Color<
  'prose' | 'primary' | 'emphasis' | 'secondary' | 'tertiary' | 'success' | 'warning' | 'danger'
>;
export type BackgroundColor = Color<
  'surface' | 'surface-secondary' | 'surface-tertiary' | 'surface-elevated' | 'surface-elevated-secondary'
>;
export type BorderColor = Color<'default' | 'subtle' | 'strong'>;
export type ChartColor = Color<'blue' | 'purple' | 'orange' | 'green' | 'red' | 'yellow' | 'pink'>;

/** Space at the sides, `x` and `y` standing for two sides each. */
export type Spacing = { top?: Gap; right?: Gap; bottom?: Gap; left?: Gap; x?: Gap; y?: Gap };

export type BorderStyle = 'solid' | 'dashed' | 'dotted' | 'double' | 'groove' | 'ridge' | 'inset' | 'outset';
/** A line; `size` is its width in whole pixels, `style` is `solid` unless given. */
export type Border = { size: number; color?: BorderColor; style?: BorderStyle };
/** Lines by side; a bare number is a width in pixels. */
export type Borders = {
  top?: number | Border;
  right?: number | Border;
  bottom?: number | Border;
  left?: number | Border;
  x?: number | Border;
  y?: number | Border;
};

export type RadiusValue =
  '2xs' | 'xs' | 'sm' | 'md' | 'lg' | 'xl' | '2xl' | '3xl' | '4xl' | 'full' | '100%' | 'none';

export type TextAlign = 'start' | 'center' | 'end';
export type TextSize = 'xs' | 'sm' | 'md' | 'lg' | 'xl';
export type TitleSize = 'sm' | 'md' | 'lg' | 'xl' | '2xl' | '3xl' | '4xl' | '5xl';
export type CaptionSize = 'sm' | 'md' | 'lg';
export type IconSize = 'xs' | 'sm' | 'md' | 'lg' | 'xl' | '2xl' | '3xl';
export type Weight = 'normal' | 'medium' | 'semibold' | 'bold';
/** Across the direction of a box. */
export type Alignment = 'start' | 'center' | 'end' | 'baseline' | 'stretch';
/** Along the direction of a box. */
export type Justification = 'start' | 'center' | 'end' | 'between' | 'around' | 'evenly' | 'stretch';
export type Direction = 'row' | 'col';
export type ControlVariant = 'solid' | 'soft' | 'outline' | 'ghost';
export type ControlSize = '3xs' | '2xs' | 'xs' | 'sm' | 'md' | 'lg' | 'xl' | '2xl' | '3xl';
/** Inner space at the edges of a field. */
export type GutterSize = '2xs' | 'xs' | 'sm' | 'md' | 'lg' | 'xl';

/** An icon by name, as in {@link IconName}. The browser widget may draw nothing for a name that it lacks. */
export type WidgetIcon = IconName;

/** The line above a card or a list: words with the icon of a site (`favicon` is a URL), or with a named icon. */
export type WidgetStatus =
  { text: string; favicon?: string; frame?: boolean } | { text: string; icon?: WidgetIcon };

/** What happens when a person uses a component. Only `type` and `payload` ever come back to the server. */
export type ActionConfig = {
  /** The action's name. */
  type: string;
  /** Given back as it is; inside a form the field values are merged in, and a key that is here wins. */
  payload?: unknown;
  /** `server` (default) posts the action, `client` leaves it to the page. */
  handler?: 'server' | 'client';
  /** What shows that the action runs. `auto` (default): the button itself, a card's body, nothing for a select. */
  loadingBehavior?: 'auto' | 'none' | 'self' | 'container';
  /** `true` (default): answered by a stream of events; `false`: by one JSON result. */
  streaming?: boolean;
};

/** A button in a card's footer. */
export type CardAction = { label: string; action: ActionConfig };

/** A text that can be edited in place: it becomes the form field `name`. */
export type EditableProps = {
  name: string;
  autoFocus?: boolean;
  autoSelect?: boolean;
  /** The value of the HTML attribute, such as `email`. */
  autoComplete?: string;
  allowAutofillExtensions?: boolean;
  /** A regular expression for the whole value. */
  pattern?: string;
  placeholder?: string;
  required?: boolean;
};

/** What every component has. */
export type ComponentBase<Type extends string> = {
  type: Type;
  /** Names the component in updates of a stream; unique in its widget. */
  id?: string;
  /** Tells siblings apart while they are drawn; no update goes by it. */
  key?: string;
};

/** Size, shape and outer space of a box-like component. `size` and its bounds set width and height at once. */
export type BlockProps = {
  height?: Len;
  width?: Len;
  size?: Len;
  minHeight?: Len;
  minWidth?: Len;
  minSize?: Len;
  maxHeight?: Len;
  maxWidth?: Len;
  maxSize?: Len;
  /** Width by height, as a number or as CSS such as `'16 / 9'`. */
  aspectRatio?: number | string;
  radius?: RadiusValue;
  margin?: Gap | Spacing;
};

/** A box without what is in it. */
export type BoxProps = BlockProps & {
  align?: Alignment;
  justify?: Justification;
  wrap?: 'nowrap' | 'wrap' | 'wrap-reverse';
  /** Share of the free space, or CSS `flex`. */
  flex?: number | string;
  gap?: Gap;
  padding?: Gap | Spacing;
  /** A width in pixels, a line, or lines by side. */
  border?: number | Border | Borders;
  background?: BackgroundColor;
};

/** What all plain texts have. */
export type TextProps = {
  value: string;
  color?: TextColor;
  weight?: Weight;
  textAlign?: TextAlign;
  /** Cut off with an ellipsis where the room ends. */
  truncate?: boolean;
  /** Lines shown before the text is cut off. */
  maxLines?: number;
};
