import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AirwayName } from '@airway-twin/domain/airways';

/** Which airway of the shown patient is looked at, by the tree of names, the cross-section and the 3D picture alike. */
export interface AirwaySelection {
  readonly selectedAirway: AirwayName | null;
  readonly select: (airway: AirwayName | null) => void;
}

export const airwaySelection = createStore<AirwaySelection>((set) => ({
  selectedAirway: null,
  select: (selectedAirway) => set({ selectedAirway }),
}));

export function useSelectedAirway(): AirwayName | null {
  return useStore(airwaySelection, (state) => state.selectedAirway);
}
