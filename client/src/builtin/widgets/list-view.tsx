import { useState } from 'react';
import type { ListView as ListViewType, ListViewItem } from '../../../../src/protocol/widgets/components';
import { widgetLines } from './widget-lines';
import { boxStyle } from './box-style';
import { Children } from './children';
import { ControlButton } from './control-button';
import { childrenOf } from './child-components';
import { StatusLine } from './status-line';
import { useAction } from './use-action';

/** Rows shown first when the list leaves it to the chat. */
const autoLimit = 6;

/** A list of rows, the rest of them on request. */
export function ListView({ component }: { component: ListViewType }) {
  const { status, limit, theme } = component;
  const [all, setAll] = useState(false);
  const items = childrenOf(component) as unknown as ListViewItem[];
  const first = limit === 'auto' ? autoLimit : (limit ?? items.length);
  const more = all ? 0 : Math.max(0, items.length - first);
  return (
    <div className="w-list-box" data-theme={theme}>
      {status && <StatusLine status={status} />}
      <ul className="w-list">
        {items.slice(0, items.length - more).map((item, index) => (
          <ListItemView key={item.key ?? item.id ?? index} component={item} />
        ))}
      </ul>
      {more > 0 && <ControlButton label={`Show ${more} more`} pill size="sm" onPress={() => setAll(true)} />}
    </div>
  );
}

/** The whole row can be pressed, and the buttons in it too: the row's own button lies beneath them. */
export function ListItemView({ component }: { component: ListViewItem }) {
  const { onClickAction, gap = 3, align = 'center' } = component;
  const { run, busy, blocked } = useAction(onClickAction);
  return (
    <li className="w-list-item" data-busy={busy || undefined}>
      {onClickAction && (
        <button
          className="w-list-press"
          type="button"
          aria-label={widgetLines(component).join(', ') || 'Open'}
          aria-busy={busy || undefined}
          aria-disabled={blocked || undefined}
          onClick={() => void run()}
        />
      )}
      <div className="w-list-inside" style={boxStyle({ gap, align }, 'row')}>
        <Children of={component} />
      </div>
    </li>
  );
}
