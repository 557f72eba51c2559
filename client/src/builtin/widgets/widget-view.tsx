import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { WidgetComponent } from '../../../../src/protocol/widgets/widget';
import { Icon } from '../icons';
import { Component } from './component';
import { FailSafe } from './fail-safe';
import { clearSent } from './form-fields';
import type { Field } from './form-values';
import { labelledFields, widgetName } from './names';
import { WidgetScope, type WidgetHost, type WidgetScopeValue } from './scopes';
import { WidgetText } from './widget-text';

interface WidgetViewProps {
  widget: WidgetComponent;
  copyText?: string;
  host: WidgetHost;
}

interface Press {
  control: Element | null;
  form: HTMLElement | null;
  sent: readonly Field[];
}

/** A widget to use. One that cannot be drawn shows its words. Keeps what was typed when the widget changes. */
export function WidgetView({ widget, copyText, host }: WidgetViewProps) {
  const uid = useId();
  const section = useRef<HTMLElement>(null);
  const press = useRef<Press>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const labelled = useMemo(() => labelledFields(widget), [widget]);

  useEffect(() => {
    if (!press.current) return;
    const { control, form, sent } = press.current;
    if (form) clearSent(form, sent);
    // The pressed control is gone with what it changed; those who use the keyboard stay where they were.
    if (control && !control.isConnected) section.current?.focus();
    press.current = null;
  }, [widget]);

  const onPerform = (form: HTMLElement | null, sent: readonly Field[]) => {
    const root = section.current?.getRootNode() as Document | ShadowRoot | undefined;
    press.current = { control: root?.activeElement ?? null, form, sent };
  };
  const scope: WidgetScopeValue = { host, Component, uid, labelled, busy, setBusy, setError, onPerform };

  return (
    <section className="widget" ref={section} tabIndex={-1} aria-label={widgetName(widget)} aria-busy={busy}>
      <FailSafe key={widget.type} instead={<WidgetText widget={widget} copyText={copyText} />} on={widget}>
        <WidgetScope value={scope}>
          <Component component={widget} />
        </WidgetScope>
      </FailSafe>
      {error && (
        <div className="note danger" role="alert">
          <Icon name="alert" />
          <div>{error}</div>
        </div>
      )}
    </section>
  );
}
