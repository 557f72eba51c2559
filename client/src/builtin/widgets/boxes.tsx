import { useContext, useId, useRef, type CSSProperties, type ReactNode } from 'react';
import type { Basic, Box, Col, Form, Row, Transition } from '../../../../src/protocol/widgets/components';
import type { Divider, Spacer } from '../../../../src/protocol/widgets/media';
import { boxStyle, space } from './box-style';
import { Children } from './children';
import { cssColor } from './colors';
import { childrenOf } from './child-components';
import { FormScope, RowText, type FormScopeValue } from './scopes';
import { useAction } from './use-action';

// Components that lay out others.

export function BasicView({ component }: { component: Basic }) {
  return (
    <div className="w-basic" style={boxStyle(component, component.direction)} data-theme={component.theme}>
      <Children of={component} />
    </div>
  );
}

export function BoxView({ component }: { component: Box | Col }) {
  const direction = component.type === 'Box' ? component.direction : 'col';
  return (
    <div className="w-box" style={boxStyle(component, direction)}>
      <Children of={component} />
    </div>
  );
}

/** Its child, without the motion. */
export function TransitionView({ component }: { component: Transition }) {
  return <Children of={component} />;
}

/** A row's buttons are described by its text: five of them named "Delete" are not told apart by name. */
export function RowView({ component }: { component: Row }) {
  const id = useId();
  const text = childrenOf(component).find(({ type }) => type === 'Text' || type === 'Title');
  return (
    <div className="w-box" style={boxStyle({ align: 'center', ...component }, 'row')}>
      <RowText value={text ? { id, component: text } : null}>
        <Children of={component} />
      </RowText>
    </div>
  );
}

export function FormView({ component }: { component: Form }) {
  const action = useAction(component.onSubmitAction);
  return (
    <FormBox
      action={action}
      hasAction={!!component.onSubmitAction}
      style={boxStyle(component, component.direction)}
    >
      <Children of={component} />
    </FormBox>
  );
}

interface FormBoxProps {
  action: ReturnType<typeof useAction>;
  hasAction: boolean;
  className?: string;
  style?: CSSProperties;
  /** Told whether the action was done. */
  onDone?: () => void;
  children: ReactNode;
}

/** The fields in it are one form. HTML has no forms in forms, so an inner one is a group. */
export function FormBox({ action, hasAction, className = 'w-box', style, onDone, children }: FormBoxProps) {
  const form = useRef<HTMLElement>(null);
  const native = useContext(FormScope) === null;
  const submit = () => void action.run({ submits: true, form: { form } }).then((done) => done && onDone?.());
  const { busy, blocked } = action;
  const scope: FormScopeValue = { form, native, hasAction, busy, blocked, submit };
  const shared = { className, style, children: <FormScope value={scope}>{children}</FormScope> };
  if (!native) return <div ref={form as React.RefObject<HTMLDivElement | null>} role="group" {...shared} />;
  return (
    <form
      ref={form as React.RefObject<HTMLFormElement | null>}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      {...shared}
    />
  );
}

export function SpacerView({ component }: { component: Spacer }) {
  return <div className="w-spacer" style={{ minWidth: component.minSize, minHeight: component.minSize }} />;
}

export function DividerView({ component }: { component: Divider }) {
  const { color, size, spacing, flush } = component;
  return (
    <hr
      className="w-divider"
      data-flush={flush || undefined}
      style={{ borderTopWidth: size, borderTopColor: cssColor(color, 'border'), marginBlock: space(spacing) }}
    />
  );
}
