import { Component, type ReactNode } from 'react';

interface DrawOrNotProps {
  readonly otherwise: ReactNode;
  readonly children: ReactNode;
}

/** A picture that cannot be drawn, or whose code does not come over the network, must not take the page with it. */
export class DrawOrNot extends Component<DrawOrNotProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.otherwise : this.props.children;
  }
}
