import { useContext, type CSSProperties } from 'react';
import type {
  Badge,
  Caption,
  Label,
  Markdown as MarkdownType,
  Text,
  Title,
} from '../../../../src/protocol/widgets/text';
import type { TextProps } from '../../../../src/protocol/widgets/values';
import { Markdown } from '../markdown';
import { cssColor } from './colors';
import { fieldId } from './field-props';
import { RowText, WidgetScope } from './scopes';
import { EditableText } from './text-fields';

// Components that show words.

export function TextView({ component }: { component: Text }) {
  const id = useRowTextId(component);
  const { editable, italic, lineThrough, width, minLines, size } = component;
  if (editable) return <EditableText component={component} editable={editable} />;
  const style = {
    ...textStyle(component),
    fontStyle: italic ? 'italic' : undefined,
    width,
    minHeight: minLines && `${minLines}lh`,
  };
  const value = lineThrough ? <s>{component.value}</s> : component.value;
  return (
    <p id={id} className="w-text" data-size={size} data-weight={component.weight} style={style}>
      {value}
    </p>
  );
}

export function TitleView({ component }: { component: Title }) {
  const id = useRowTextId(component);
  return (
    <h4
      id={id}
      className="w-title"
      data-size={component.size ?? 'md'}
      data-weight={component.weight}
      style={textStyle(component)}
    >
      {component.value}
    </h4>
  );
}

export function CaptionView({ component }: { component: Caption }) {
  const { size = 'md', weight, value } = component;
  return (
    <p className="w-caption" data-size={size} data-weight={weight} style={textStyle(component)}>
      {value}
    </p>
  );
}

export function MarkdownView({ component }: { component: MarkdownType }) {
  return <Markdown text={component.value ?? ''} />;
}

export function LabelView({ component }: { component: Label }) {
  const { uid } = useContext(WidgetScope)!;
  const { value, fieldName, size, weight, textAlign, color } = component;
  return (
    <label
      className="w-label"
      htmlFor={fieldId(uid, fieldName)}
      data-size={size}
      data-weight={weight}
      style={{ textAlign, color: cssColor(color, 'text') }}
    >
      {value}
    </label>
  );
}

export function BadgeView({ component }: { component: Badge }) {
  const { label, color = 'secondary', variant = 'soft', size = 'sm', pill } = component;
  return (
    <span
      className="w-badge"
      data-color={color}
      data-variant={variant}
      data-size={size}
      data-pill={pill || undefined}
    >
      {label}
    </span>
  );
}

/** The id by which the buttons of the row around it are described. */
function useRowTextId(component: Text | Title): string | undefined {
  const rowText = useContext(RowText);
  return rowText?.component === component ? rowText.id : undefined;
}

function textStyle({ color, textAlign, truncate, maxLines }: TextProps): CSSProperties {
  const cut: CSSProperties = truncate
    ? { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }
    : maxLines
      ? { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: maxLines, overflow: 'hidden' }
      : {};
  return { color: cssColor(color, 'text'), textAlign, ...cut };
}
