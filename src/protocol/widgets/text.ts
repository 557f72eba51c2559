import type {
  CaptionSize,
  ComponentBase,
  EditableProps,
  Len,
  TextAlign,
  TextColor,
  TextProps,
  TextSize,
  TitleSize,
  Weight,
} from './values.js';

// Components that show words.

/** Running text. With an `id` it can grow letter by letter while its widget streams. */
export type Text = ComponentBase<'Text'> &
  TextProps & {
    /** Still growing. An unset flag counts as finished in every delta. */
    streaming?: boolean;
    italic?: boolean;
    lineThrough?: boolean;
    width?: Len;
    size?: TextSize;
    /** Lines of room kept free. */
    minLines?: number;
    editable?: false | EditableProps;
  };

export type Title = ComponentBase<'Title'> & TextProps & { size?: TitleSize };

export type Caption = ComponentBase<'Caption'> & TextProps & { size?: CaptionSize };

/** Text with Markdown in it; grows like {@link Text}. */
export type Markdown = ComponentBase<'Markdown'> & {
  value: string;
  /** Still growing. An unset flag counts as finished in every delta. */
  streaming?: boolean;
};

/** The words of a form field. */
export type Label = ComponentBase<'Label'> & {
  value: string;
  /** The `name` of the field. */
  fieldName: string;
  size?: TextSize;
  weight?: Weight;
  textAlign?: TextAlign;
  color?: TextColor;
};

/** A short word on a coloured ground. */
export type Badge = ComponentBase<'Badge'> & {
  label: string;
  color?: 'secondary' | 'success' | 'danger' | 'warning' | 'info' | 'discovery';
  variant?: 'solid' | 'soft' | 'outline';
  size?: 'sm' | 'md' | 'lg';
  pill?: boolean;
};
