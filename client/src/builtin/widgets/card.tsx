import { useState, type ReactNode } from 'react';
import type { Card } from '../../../../src/protocol/widgets/components';
import type { CardAction } from '../../../../src/protocol/widgets/values';
import { borderStyle, spacing } from './box-style';
import { FormBox } from './boxes';
import { Children } from './children';
import { cssColor } from './colors';
import { ControlButton } from './control-button';
import { StatusLine } from './status-line';
import { useAction } from './use-action';

/** A frame around its children, and below it the two buttons that decide about it. */
export function CardView({ component }: { component: Card }) {
  const { status, size = 'md', theme, padding, border, background, collapsed, confirm, cancel } = component;
  const [done, setDone] = useState(false);
  const action = useAction(confirm?.action, 'container');
  const finish = () => setDone(true);
  const folded = done && collapsed;
  return (
    <CardForm asForm={component.asForm} action={action} hasAction={!!confirm} onDone={finish}>
      {status && <StatusLine status={status} />}
      {!folded && (
        <div
          className="w-card"
          data-size={size}
          data-theme={theme}
          style={{
            ...spacing('padding', padding),
            ...borderStyle(border),
            background: cssColor(background, 'background'),
          }}
        >
          <Children of={component} />
        </div>
      )}
      {!folded && (confirm || cancel) && (
        <div className="w-card-footer">
          {confirm && (
            <ControlButton
              label={confirm.label}
              look="primary"
              type={component.asForm ? 'submit' : 'button'}
              busy={action.busy}
              blocked={action.blocked}
              onPress={component.asForm ? undefined : () => void action.run().then((ok) => ok && finish())}
            />
          )}
          {cancel && <CancelButton cancel={cancel} />}
        </div>
      )}
    </CardForm>
  );
}

interface CardFormProps {
  asForm?: boolean;
  action: ReturnType<typeof useAction>;
  hasAction: boolean;
  onDone: () => void;
  children: ReactNode;
}

function CardForm({ asForm, children, ...form }: CardFormProps) {
  const className = 'w-card-box';
  if (!asForm) return <div className={className}>{children}</div>;
  return (
    <FormBox className={className} {...form}>
      {children}
    </FormBox>
  );
}

function CancelButton({ cancel }: { cancel: CardAction }) {
  const { run, busy, blocked } = useAction(cancel.action);
  return (
    <ControlButton
      label={cancel.label}
      look="outline"
      busy={busy}
      blocked={blocked}
      onPress={() => void run()}
    />
  );
}
