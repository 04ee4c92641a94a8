/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { airwayTree, type AirwayName } from '@airway-twin/domain/airways';
import { SpeechProvider } from '../i18n/speech.js';
import { AirwayNames } from './airway-names.js';

const TREE = airwayTree({ ageYears: 9, heightCm: 134, sex: 'female', seed: 7 });
afterEach(cleanup);

function Names({ first = null }: { readonly first?: AirwayName | null }) {
  const [selected, select] = useState<AirwayName | null>(first);
  const [cut, setCut] = useState(false);
  return (
    <SpeechProvider locale="en">
      <AirwayNames
        tree={TREE}
        selected={selected}
        onSelect={select}
        onCut={() => setCut(true)}
        onBack={() => select(null)}
      />
      {cut && <p>cut open</p>}
    </SpeechProvider>
  );
}

/** Presses keys one after the other where the focus is, as a keyboard does. */
function press(...keys: string[]): void {
  for (const key of keys) fireEvent.keyDown(document.activeElement!, { key });
}

const focused = () => document.activeElement?.getAttribute('data-testid');
const selected = () => screen.queryByRole('treeitem', { selected: true })?.getAttribute('data-testid') ?? null;

describe('the tree of airway names by keyboard', () => {
  it('is one stop of Tab, and arrows walk it', () => {
    render(<Names />);
    expect(screen.getAllByRole('treeitem').filter((item) => item.tabIndex === 0)).toHaveLength(1);
    screen.getByTestId('airway-trachea').focus();
    press('ArrowDown', 'ArrowDown');
    expect(focused()).toBe('airway-right-upper-lobe');
    press('ArrowRight', 'ArrowRight');
    expect(focused()).toBe('airway-RB1');
    press('ArrowLeft', 'ArrowLeft');
    expect(focused()).toBe('airway-right-upper-lobe');
    expect(screen.queryByTestId('airway-RB1')).toBeNull();
    press('End');
    expect(focused()).toBe('airway-left-lower-lobe');
    press('Home', 'ArrowUp');
    expect(focused()).toBe('airway-trachea');
  });

  it('looks at an airway with Enter, goes back with Escape, then up', () => {
    render(<Names />);
    screen.getByTestId('airway-trachea').focus();
    press('ArrowDown', 'ArrowDown', 'Enter', 'ArrowDown', 'Enter');
    expect(selected()).toBe('airway-RB1');
    press('Escape');
    expect(selected()).toBeNull();
    expect(focused()).toBe('airway-RB1');
    press('Escape');
    expect(focused()).toBe('airway-right-upper-lobe');
  });

  it('cuts the airway open that is looked at with a second Enter', () => {
    render(<Names />);
    screen.getByTestId('airway-trachea').focus();
    press('Enter');
    expect(screen.queryByText('cut open')).toBeNull();
    press('Enter');
    expect(screen.getByText('cut open')).toBeTruthy();
    expect(selected()).toBe('airway-trachea');
  });

  it('opens down to what was selected elsewhere', () => {
    const { rerender } = render(<Names key="none" />);
    rerender(<Names key="LB10" first="LB10" />);
    expect(screen.getByTestId('airway-LB10')).toBeTruthy();
  });

  it('says level, place and number of siblings', () => {
    render(<Names />);
    const item = screen.getByTestId('airway-left-main');
    expect([item.ariaLevel ?? item.getAttribute('aria-level'), item.getAttribute('aria-posinset')]).toEqual(['2', '2']);
    expect(item.getAttribute('aria-setsize')).toBe('2');
    expect(item.getAttribute('aria-label')).toBe('Left main bronchus');
  });
});
