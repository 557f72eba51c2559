import type { WidgetComponent, WidgetRoot } from '../../../src/protocol/widgets/widget.js';

/** Whole numbers below a bound, the same ones for the same seed. */
export type Random = (bound: number) => number;

/** A linear congruential generator: poor as chance goes, and the same everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Few ids, so that they come up twice. */
const ids = [undefined, undefined, null, '', 'a', 'b', 'c', 'd', 'e', 'f'];

export function randomRoot(random: Random): WidgetRoot {
  return { type: random(8) ? 'Card' : 'Basic', children: randomChildren(random, 3) };
}

function randomChildren(random: Random, depth: number): WidgetComponent[] {
  return Array.from({ length: random(4) }, () => randomComponent(random, depth));
}

function randomComponent(random: Random, depth: number): WidgetComponent {
  const id = ids[random(ids.length)] as string | undefined;
  const kind = depth > 0 ? random(6) : random(4);
  if (kind === 4) return { type: 'Transition', id, children: randomComponent(random, depth - 1) };
  if (kind === 5) return { type: 'Box', id, children: randomChildren(random, depth - 1) };
  if (kind === 3) return { type: 'Title', id, value: 'Head' };
  const streaming = [undefined, true, false][random(3)];
  return { type: kind ? 'Text' : 'Markdown', id, value: 'He'.repeat(random(3)), streaming };
}

/** A later state of the widget: mostly texts that grow, at times something else. */
export function randomlyChanged(random: Random, root: WidgetRoot): WidgetRoot {
  const change = (component: WidgetComponent): WidgetComponent => {
    const changed: WidgetComponent = { ...component };
    if (typeof changed.value === 'string' && !random(3))
      changed.value += ['l', 'lo, ', ' wörld 🌍'][random(3)];
    if (random(40) === 0) changed.streaming = false;
    if (random(40) === 0) changed.value = 'new';
    if (random(40) === 0) delete changed.streaming;
    if (random(60) === 0) changed.id = 'g';
    const { children } = component;
    if (Array.isArray(children)) changed.children = (children as WidgetComponent[]).map(change);
    else if (children) changed.children = change(children as WidgetComponent);
    return changed;
  };
  return random(12) ? (change(root) as WidgetRoot) : randomRoot(random);
}
