// Line drawings on a 24 by 24 grid. The names of the ChatKit set that prompts use map to the same drawings.
const paths = {
  alert:
    'M12 8v5m0 3.500v.01M10.3 4.3 2.8 17.500A2 2 0 0 0 4.5 20.500h15a2 2 0 0 0 1.7-3L13.7 4.300a2 2 0 0 0-3.4 0z',
  check: 'm5 12.5 4.5 4.500L19 7.5',
  'check-circle': 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm-4-8.700 2.800 2.800 5.400-5.800',
  circle: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  dot: 'M12 11.500a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1',
  down: 'm6 9.5 6 6 6-6',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm-2.6-11.500a2.6 2.6 0 1 1 3.8 2.300c-.8.4-1.2 1-1.2 1.900m0 3v.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-10v5m0-8.500v.01',
  list: 'M9 6.500h11M9 12h11M9 17.500h11M4.5 6.500v.01M4.5 12v.01M4.5 17.500v.01',
  menu: 'M4 7h16M4 12h16M4 17h16',
  neutral: 'M12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z',
  plus: 'M12 5v14M5 12h14',
  reload: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.400L20 9.300M20 4.500v4.800h-4.8',
  send: 'M12 19V5.500M6 11l6-6 6 6',
  sparkle: 'M12 3.500l2 6.5 6.5 2-6.5 2-2 6.5-2-6.5-6.5-2 6.5-2z',
  stop: 'M8 8h8v8H8z',
  'thumb-down':
    'M7 14V4.500m0 9.500 4 6.500a2 2 0 0 0 2-2.200V14.500h5a2 2 0 0 0 2-2.400l-1.200-6a2 2 0 0 0-2-1.600H4v9.500z',
  'thumb-up':
    'M7 10v9.500M7 10l4-6.500a2 2 0 0 1 2 2.200V9.500h5a2 2 0 0 1 2 2.400l-1.200 6a2 2 0 0 1-2 1.600H4V10z',
  up: 'm6 14.5 6-6 6 6',
  write: 'M4.5 19.500h4l10.5-10.500a2.1 2.1 0 0 0-3-3L5.5 16.500zM14 8l3 3',
} as const;

export type IconName = keyof typeof paths;

const chatKitNames: Record<string, IconName> = {
  'check-circle-filled': 'circle',
  'circle-question': 'help',
  'empty-circle': 'circle',
  lifesaver: 'help',
  notebook: 'list',
  'notebook-pencil': 'write',
  'square-text': 'list',
};

interface IconProps {
  name?: string;
  /** Drawn in place of an unknown name. */
  otherwise?: IconName;
}

/** A drawing by its name, or by a name of the ChatKit set. An unknown name gives a spark. */
export function Icon({ name = 'sparkle', otherwise = 'sparkle' }: IconProps) {
  const known = Object.hasOwn(paths, name) ? (name as IconName) : (chatKitNames[name] ?? otherwise);
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[known]} fill={name === 'check-circle-filled' ? 'currentColor' : undefined} />
      {name === 'check-circle-filled' && <path className="icon-mark" d="m8 12.300 2.800 2.800 5.400-5.800" />}
    </svg>
  );
}
