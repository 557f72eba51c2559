import { useContext, useState } from 'react';
import type { ActionConfig } from '../../../../src/protocol/widgets/values';
import { isValid, readFields } from './form-fields';
import { mergeFields, type Field } from './form-values';
import { FormScope, WidgetScope, type FormScopeValue } from './scopes';

interface RunOptions {
  /** Values that the control itself adds. */
  fields?: readonly Field[];
  /** The form must be in order, and is cleared when the widget says so. */
  submits?: boolean;
  form?: Pick<FormScopeValue, 'form'> | null;
}

type Loading = Exclude<NonNullable<ActionConfig['loadingBehavior']>, 'auto'>;

/** An action of a control. `auto`: what waits for it when the action does not say. */
export function useAction(config: ActionConfig | undefined, auto: Loading = 'self') {
  const widget = useContext(WidgetScope)!;
  const around = useContext(FormScope);
  const [running, setRunning] = useState(false);
  const chosen = config?.loadingBehavior ?? 'auto';
  const loading = chosen === 'auto' ? auto : chosen;
  const streams = config?.handler !== 'client' && config?.streaming !== false;
  const blocked = widget.busy || running || (streams && widget.host.answering);

  /** Gives `false` when nothing was done. */
  async function run({ fields = [], submits = false, form = around }: RunOptions = {}): Promise<boolean> {
    const element = form?.form.current ?? null;
    if (!config || blocked || (submits && element && !isValid(element))) return false;
    const sent = [...fields, ...(element ? readFields(element) : [])];
    const { type, payload } = config;
    setRunning(true);
    if (loading === 'container') widget.setBusy(true);
    widget.setError(null);
    widget.onPerform(submits ? element : null, sent);
    try {
      await widget.host.perform({ type, payload: mergeFields(payload, sent) }, config);
      return true;
    } catch (error) {
      widget.setError(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      setRunning(false);
      if (loading === 'container') widget.setBusy(false);
    }
  }

  return { run, blocked, busy: running && loading === 'self' };
}
