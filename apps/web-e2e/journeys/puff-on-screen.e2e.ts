import { expect, isSameDocument, markDocument, openRecord, revisionOn, test } from '../screen/journey.js';
import { drawnState } from '../screen/avatar.js';

test('a reliever puff that the engineer replays moves the clinician’s open page, without a reload', async ({
  logIn,
  product,
}) => {
  const { rows } = await product.clinician.ward();
  const tightest = rows
    .filter((row) => row.patientId.startsWith('demo-') && row.constriction?.known)
    .sort((a, b) => b.constriction!.mid - a.constriction!.mid)[0]!;

  const engineer = await logIn('engineer');
  // The cohort's own life stands still, so that only the replayed puff can move the page.
  await engineer.getByTestId('cohort-speed').selectOption('0');
  await expect.poll(async () => (await product.engineer.replay())?.cohort?.speed).toBe(0);

  const clinician = await logIn('clinician');
  await openRecord(clinician, tightest.patientId);
  await markDocument(clinician);
  const loop = clinician.getByTestId('loop-now');
  await expect(loop).toBeAttached({ timeout: 20_000 });
  const before = {
    revision: await revisionOn(clinician),
    drawn: await drawnState(clinician),
    loop: (await loop.getAttribute('d'))!,
  };

  await engineer.getByTestId('replay-scenario').selectOption('reliever-puff-now');
  await engineer.getByTestId('replay-patient').selectOption(tightest.patientId);
  await engineer.getByTestId('replay-speed').first().selectOption('max');
  await engineer.getByTestId('replay-start').click();
  await expect(engineer.getByTestId('run')).toHaveAttribute('data-state', 'finished', { timeout: 20_000 });

  await expect.poll(() => revisionOn(clinician)).toBeGreaterThan(before.revision);
  await expect
    .poll(async () => (await drawnState(clinician)).c, { message: 'the reliever opens the drawn airways' })
    .toBeLessThan(before.drawn.c - 0.01);
  await expect(loop, 'the drawn flow-volume loop has moved').not.toHaveAttribute('d', before.loop);
  expect(await isSameDocument(clinician)).toBe(true);
  const puffs = await product.clinician.get<{
    observations: { observation: { stream: string; data: { role: string } } }[];
  }>(
    'observations',
    { patientId: tightest.patientId },
    { stream: 'inhaler.actuation', from: new Date(tightest.atMs! + 1).toISOString() },
  );
  expect(
    puffs.observations.filter(({ observation }) => observation.data.role !== 'controller').length,
  ).toBeGreaterThanOrEqual(2);

  await engineer.getByTestId('cohort-speed').selectOption('60');
  await expect.poll(async () => (await product.engineer.replay())?.cohort?.speed).toBe(60);
});
