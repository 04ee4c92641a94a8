import { Component, type ReactNode } from 'react';

interface UnavailableBoundaryProps {
  readonly onUnavailable: (reason: string) => void;
  readonly children: ReactNode;
}

/** Keeps a failing graphics driver from taking the page with it. A class, since React has no other way to catch a render error. */
export class UnavailableBoundary extends Component<UnavailableBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    this.props.onUnavailable(error instanceof Error ? error.message : String(error));
  }

  override render() {
    return this.state.failed ? null : this.props.children;
  }
}
