import { Component, type ReactNode } from 'react';

interface FailSafeProps {
  children: ReactNode;
  /** Shown when the children cannot be drawn. */
  instead: ReactNode;
  /** What is drawn. Another one gets another try. */
  on: unknown;
}

/** Widgets are data of others: one with a wrong prop must not take the conversation with it. */
export class FailSafe extends Component<FailSafeProps, { failed: unknown }> {
  override state: { failed: unknown } = { failed: null };

  static getDerivedStateFromProps(props: FailSafeProps, state: { failed: unknown }) {
    return state.failed === 'now' ? { failed: props.on } : null;
  }

  static getDerivedStateFromError() {
    return { failed: 'now' };
  }

  override render(): ReactNode {
    return this.state.failed === this.props.on ? this.props.instead : this.props.children;
  }
}
