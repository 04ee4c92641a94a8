/**
 * A recommendation that calls for someone now, as it is stored.
 * @typedef {{ id: string, patientId: string, ruleId: string }} StoredAlarm
 *
 * What a screen was told. `alarms`: how often each came by itself; `named`: those that a snapshot or list has named.
 * @typedef {{ name: string, patientIds: readonly string[], watchesWard: boolean, wasThroughout: boolean,
 *   alarms: ReadonlyMap<string, number>, named: ReadonlySet<string> }} AlarmWitness
 */

/**
 * Every red patient has exactly one red-zone alarm; every alarm came by itself, once, to each screen that was connected throughout, and
 * one that lost its connection was told by the alarm or by what it was shown on coming back.
 * @param {{ redPatientIds: readonly string[], stored: readonly StoredAlarm[], screens: readonly AlarmWitness[] }} evidence
 * @returns {{ missed: string[], doubled: string[] }}
 */
export function judgeAlarms({ redPatientIds, stored, screens }) {
  const missed = [];
  const doubled = [];
  for (const patientId of redPatientIds) {
    const made = stored.filter((each) => each.patientId === patientId && each.ruleId === 'red-zone').length;
    if (made === 0) missed.push(`${patientId}: is red and no alarm was made`);
    if (made > 1) doubled.push(`${patientId}: ${made} alarms of one red blow`);
  }
  for (const { name, patientIds, watchesWard, wasThroughout, alarms, named } of screens) {
    for (const { id, patientId } of stored) {
      if (!watchesWard && !patientIds.includes(patientId)) continue;
      const came = alarms.get(id) ?? 0;
      const wasTold = came > 0 || (!wasThroughout && named.has(id));
      const how = wasThroughout ? 'was connected throughout' : 'came or came back later';
      if (!wasTold) missed.push(`${name}, which ${how}: was not told of ${patientId}`);
      if (came > 1) doubled.push(`${name}: was told ${came} times of ${patientId}`);
    }
  }
  return { missed, doubled };
}
