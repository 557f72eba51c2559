import type { WidgetComponent } from '../../../../src/protocol/widgets/widget';
import { widgetLines } from './widget-lines';

/** The words of what cannot be drawn. */
export function WidgetText({ widget, copyText }: { widget: WidgetComponent; copyText?: string }) {
  const lines = copyText ? [copyText] : widgetLines(widget);
  if (lines.length === 0) return null;
  return (
    <div className="plain-widget">
      {lines.map((line, index) => (
        <p key={index}>{line}</p>
      ))}
    </div>
  );
}
