import type { WidgetStatus } from '../../../../src/protocol/widgets/values';
import { Icon } from '../icons';
import { safeImage } from './safe-image';

/** The line above a card or a list. */
export function StatusLine({ status }: { status: WidgetStatus }) {
  const favicon = 'favicon' in status && safeImage(status.favicon);
  return (
    <p className="w-status">
      {favicon && <img src={favicon} alt="" width={16} height={16} />}
      {'icon' in status && status.icon && <Icon name={status.icon} otherwise="neutral" />}
      {status.text}
    </p>
  );
}
