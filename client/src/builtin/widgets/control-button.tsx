import type { ReactNode } from 'react';

interface ControlButtonProps {
  label: string;
  /** What is drawn, when it is more or less than the label. */
  children?: ReactNode;
  look?: string;
  color?: string;
  size?: string;
  pill?: boolean;
  uniform?: boolean;
  block?: boolean;
  type?: 'button' | 'submit';
  disabled?: boolean;
  /** Its action runs. */
  busy?: boolean;
  /** It can be reached but not used now; a button that is disabled would lose the focus. */
  blocked?: boolean;
  describedBy?: string;
  onPress?: () => void;
}

/** A button of a widget. */
export function ControlButton(props: ControlButtonProps) {
  const { label, children, look = 'outline', color, size = 'md', type = 'button', busy, blocked } = props;
  return (
    <button
      className="w-button"
      type={type}
      data-look={look}
      data-color={color}
      data-size={size}
      data-pill={props.pill || undefined}
      data-uniform={props.uniform || undefined}
      data-block={props.block || undefined}
      aria-label={children === undefined ? undefined : label}
      aria-describedby={props.describedBy}
      aria-busy={busy || undefined}
      aria-disabled={blocked || undefined}
      disabled={props.disabled}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else props.onPress?.();
      }}
    >
      {busy && <span className="spinner" />}
      {/* Hidden, the words keep the button as wide as it was. */}
      <span className="w-button-inside">{children ?? label}</span>
    </button>
  );
}
