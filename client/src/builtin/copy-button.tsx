import { useEffect, useState } from 'react';
import { Icon } from './icons';

const shownMs = 1500;

/** Puts a text on the clipboard, and says so for a moment. */
export function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  // The clipboard exists on https and localhost only; elsewhere there is nothing to offer.
  if (!navigator.clipboard) return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <button className="icon-button copy" aria-label={copied ? 'Copied' : 'Copy the answer'} onClick={copy}>
      <Icon name={copied ? 'check' : 'copy'} />
    </button>
  );
}
