import { useContext } from 'react';
import type { Button } from '../../../../src/protocol/widgets/forms';
import { Icon } from '../icons';
import { ControlButton } from './control-button';
import { actionName } from './names';
import { FormScope, RowText } from './scopes';
import { useAction } from './use-action';

export function ButtonView({ component }: { component: Button }) {
  const { label, iconStart, iconEnd, submit, onClickAction, variant, style } = component;
  const form = useContext(FormScope);
  const rowText = useContext(RowText)?.id;
  const action = useAction(onClickAction);
  const submitsForm = submit && form?.hasAction;
  const { busy, blocked } = submitsForm ? form : action;
  const look = variant ?? (style === 'primary' ? 'solid' : style === 'secondary' ? 'outline' : 'solid');
  const press = () => {
    if (!submitsForm) void action.run({ submits: submit });
    else if (!form.native) form.submit();
  };
  return (
    <ControlButton
      label={label || actionName(onClickAction?.type ?? (submit ? 'submit' : iconStart || iconEnd || ''))}
      look={look}
      color={component.color ?? (style === 'primary' ? 'primary' : undefined)}
      size={component.size}
      pill={component.pill}
      uniform={component.uniform}
      block={component.block}
      type={submitsForm && form.native ? 'submit' : 'button'}
      disabled={component.disabled || !(onClickAction || submitsForm)}
      busy={busy}
      blocked={blocked}
      describedBy={rowText}
      onPress={press}
    >
      {iconStart && <Icon name={iconStart} otherwise="neutral" />}
      {label}
      {iconEnd && <Icon name={iconEnd} otherwise="neutral" />}
    </ControlButton>
  );
}
