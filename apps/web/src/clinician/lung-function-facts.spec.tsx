/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import type { Locale, PatientProfile } from '@airway-twin/domain/patient';
import type { SessionGrades } from '@airway-twin/domain/spirometry/quality';
import { SpeechProvider } from '../i18n/speech.js';
import { NOON_MS, aProfile } from '../testing/builders.js';
import { LungFunctionFacts } from './lung-function-facts.js';

afterEach(cleanup);

const measured = (value: number) => ({ value, atMs: NOON_MS - 3_600_000, freshness: 'fresh' }) as const;
const GOOD: SessionGrades = { fev1: 'A', fvc: 'B', reasons: ['too-few-acceptable'] };

function show(part: { grades?: SessionGrades | null; profile?: Partial<PatientProfile>; locale?: Locale } = {}) {
  const { container } = render(
    <SpeechProvider locale={part.locale ?? 'en'}>
      <dl>
        <LungFunctionFacts
          profile={aProfile(part.profile)}
          lung={{ fev1Litres: measured(1.41), fvcLitres: measured(1.83) }}
          grades={part.grades ?? null}
          nowMs={NOON_MS}
        />
      </dl>
    </SpeechProvider>,
  );
  return container;
}

describe('a measured FEV1 on the clinician’s page', () => {
  it('stands beside its grade and its z-score by GLI Global 2022', async () => {
    const shown = show({ grades: GOOD });
    // A girl of 9.176 years and 134 cm; computed apart from the tables of figures: −1.3212 and −0.3158.
    expect(await screen.findByText('z −1.32')).toBeTruthy();
    expect(screen.getByText('z −0.32')).toBeTruthy();
    expect(shown.textContent).toContain('1.41 L');
    expect([...shown.querySelectorAll('[data-grade]')].map((mark) => mark.getAttribute('data-grade'))).toEqual([
      'A',
      'B',
    ]);
  });

  it('says to a screen reader what its grade means, and why it is not an A', async () => {
    show({ grades: GOOD });
    await screen.findAllByText(/^z −/);
    expect(screen.getByText('Grade A: three or more good blows, the best two agree')).toBeTruthy();
    expect(screen.getByText(/^Grade B: .*Not an A because: fewer than three good blows$/)).toBeTruthy();
  });

  it('of grade E calls for a repeat', async () => {
    const shown = show({ grades: { fev1: 'E', fvc: 'U', reasons: ['not-repeatable', 'stopped-too-early'] } });
    await screen.findAllByText(/^z −/);
    expect(shown.querySelectorAll('.grade-repeat')).toHaveLength(2);
    expect(shown.textContent).toContain('calls for a repeat and does not move the twin');
  });

  it('and FVC together have a pattern by ERS/ATS 2022, which is called no diagnosis', async () => {
    const shown = show({ grades: GOOD });
    expect(await screen.findByText('z −1.86')).toBeTruthy();
    expect(shown.textContent).toContain('FEV₁/FVC');
    expect(shown.textContent).toContain(
      'Pattern by ERS/ATS 2022: obstruction · a reading of home tests, not a diagnosis',
    );
  });

  it('have none when the grade of one of them calls for a repeat', async () => {
    const shown = show({ grades: { ...GOOD, fvc: 'E' } });
    await screen.findAllByText(/^z −/);
    expect(shown.textContent).not.toContain('Pattern');
  });

  it('speaks French', async () => {
    const shown = show({ grades: GOOD, locale: 'fr' });
    expect(await screen.findByText('z −1,32')).toBeTruthy();
    expect(shown.textContent).toContain('VEMS');
    expect(shown.textContent).toContain('deux bons souffles qui concordent');
  });

  it.each([
    [{ heightCm: null }, 'no z-score: birth date, height or sex not known'],
    [{ sex: null }, 'no z-score: birth date, height or sex not known'],
    [{ age: { kind: 'range', fromYears: 8, toYears: 12 } }, 'no z-score: birth date, height or sex not known'],
    [{ heightCm: 220 }, 'no z-score: age or height outside of what GLI covers'],
  ] as const)('of a patient with %j has no invented z-score, and says why', async (profile, why) => {
    show({ profile });
    expect(await screen.findAllByText(why)).toHaveLength(2);
  });

  it('without a graded session shows no letter', async () => {
    const shown = show({ grades: null });
    await screen.findAllByText(/^z −/);
    expect(shown.querySelector('[data-grade]')).toBeNull();
  });
});
