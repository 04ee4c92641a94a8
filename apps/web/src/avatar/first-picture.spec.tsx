/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { NoPicture, PictureFirst, useAfterPicture, usePictureOver } from './first-picture.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

function Trends() {
  return <p>{useAfterPicture() ? 'trends' : 'on its way'}</p>;
}

function Picture() {
  const over = usePictureOver();
  return <button onClick={over}>draw</button>;
}

describe('what costs much on a page with a picture', () => {
  it('waits until the picture has been drawn', () => {
    render(
      <PictureFirst>
        <Picture />
        <Trends />
      </PictureFirst>,
    );
    expect(screen.queryByText('trends')).toBeNull();
    fireEvent.click(screen.getByText('draw'));
    expect(screen.queryByText('trends')).not.toBeNull();
  });

  it('waits no longer when the picture cannot be drawn', () => {
    render(
      <PictureFirst>
        <NoPicture>
          <p>no picture here</p>
        </NoPicture>
        <Trends />
      </PictureFirst>,
    );
    expect(screen.queryByText('trends')).not.toBeNull();
    expect(screen.queryByText('no picture here')).not.toBeNull();
  });

  it('never waits for good: a picture that does not come is left behind after two and a half seconds', () => {
    render(
      <PictureFirst>
        <Trends />
      </PictureFirst>,
    );
    act(() => jest.advanceTimersByTime(2400));
    expect(screen.queryByText('trends')).toBeNull();
    act(() => jest.advanceTimersByTime(100));
    expect(screen.queryByText('trends')).not.toBeNull();
  });

  it('waits for nothing on a page without a picture that comes first', () => {
    render(<Trends />);
    expect(screen.queryByText('trends')).not.toBeNull();
  });
});
