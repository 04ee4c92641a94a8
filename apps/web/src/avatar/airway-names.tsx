import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { AirwayName, AirwayTree } from '@airway-twin/domain/airways';
import { useSpeech } from '../i18n/speech.js';
import { namedBranches, visibleBranches, type Branch } from './airway-branches.js';
import { airwayName, airwayPart } from './airway-words.js';

interface AirwayNamesProps {
  readonly tree: AirwayTree;
  readonly selected: AirwayName | null;
  readonly onSelect: (airway: AirwayName) => void;
  /** The selected airway was chosen again by keyboard. */
  readonly onCut: () => void;
  readonly onBack: () => void;
}

const FIRST_OPEN: ReadonlySet<AirwayName> = new Set<AirwayName>(['trachea', 'right-main', 'intermediate', 'left-main']);

/**
 * The named airways as a tree to walk by keyboard (WAI-ARIA tree view): arrows move, open and close, Home and End jump, Enter or space looks
 * at an airway, once more cuts it open, Escape goes a step back, then up.
 */
export function AirwayNames({ tree, selected, onSelect, onCut, onBack }: AirwayNamesProps) {
  const speech = useSpeech();
  const branches = useMemo(() => namedBranches(tree), [tree]);
  const [opened, setOpened] = useState(FIRST_OPEN);
  const [reached, setReached] = useState<AirwayName>('trachea');
  const walking = useRef(false);
  const items = useRef(new Map<AirwayName, HTMLLIElement>());
  // What was selected elsewhere, in the 3D picture for one, is shown here too.
  const [followed, setFollowed] = useState<AirwayName | null>(null);
  if (followed !== selected) {
    setFollowed(selected);
    if (selected !== null) {
      setReached(selected);
      setOpened(withParents(opened, branches, selected));
    }
  }
  const shown = visibleBranches(branches, opened);
  const at = Math.max(
    0,
    shown.findIndex(({ name }) => name === reached),
  );
  const current = shown[at]?.name ?? 'trachea';

  useEffect(() => {
    if (!walking.current) return;
    walking.current = false;
    items.current.get(current)?.focus();
  }, [current]);

  const go = (name: AirwayName | null | undefined): void => {
    if (!name || name === current) return;
    walking.current = true;
    setReached(name);
  };
  const toggle = (name: AirwayName, open: boolean): void => {
    setOpened((before) => {
      const after = new Set(before);
      if (open) after.add(name);
      else after.delete(name);
      return after;
    });
  };
  const look = ({ name, children }: Branch): void => {
    setReached(name);
    if (children.length > 0) toggle(name, true);
    onSelect(name);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const branch = shown[at];
    if (!branch || event.ctrlKey || event.metaKey || event.altKey) return;
    const open = opened.has(branch.name);
    switch (event.key) {
      case 'ArrowDown':
        go(shown[at + 1]?.name);
        break;
      case 'ArrowUp':
        go(shown[at - 1]?.name);
        break;
      case 'ArrowRight':
        if (branch.children.length > 0 && !open) toggle(branch.name, true);
        else go(branch.children[0]);
        break;
      case 'ArrowLeft':
        if (branch.children.length > 0 && open) toggle(branch.name, false);
        else go(branch.parent);
        break;
      case 'Home':
        go(shown[0]?.name);
        break;
      case 'End':
        go(shown.at(-1)?.name);
        break;
      case 'Enter':
      case ' ':
        if (branch.name === selected) onCut();
        else look(branch);
        break;
      case 'Escape':
        if (selected === null) go(branch.parent);
        else onBack();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <ul role="tree" aria-label={speech.say('airways.tree')} className="airway-names" data-testid="airway-names">
      {shown.map((branch) => {
        const { name, children, level, place, siblings } = branch;
        return (
          <li
            key={name}
            ref={(element) => {
              if (element) items.current.set(name, element);
              else items.current.delete(name);
            }}
            role="treeitem"
            aria-level={level}
            aria-posinset={place}
            aria-setsize={siblings}
            aria-selected={name === selected}
            aria-expanded={children.length > 0 ? opened.has(name) : undefined}
            aria-label={airwayName(speech, tree, name)}
            tabIndex={name === current ? 0 : -1}
            className="airway-name"
            style={{ paddingInlineStart: `${(level - 1) * 14 + 4}px` }}
            onKeyDown={onKeyDown}
            onFocus={() => setReached(name)}
            onClick={() => look(branch)}
            data-testid={`airway-${name}`}
          >
            <span
              className="airway-twist"
              aria-hidden="true"
              onClick={(event) => {
                if (children.length === 0) return;
                event.stopPropagation();
                toggle(name, !opened.has(name));
              }}
            >
              {children.length === 0 ? '·' : opened.has(name) ? '▾' : '▸'}
            </span>
            {airwayPart(speech, name)}
          </li>
        );
      })}
    </ul>
  );
}

function withParents(
  opened: ReadonlySet<AirwayName>,
  branches: ReadonlyMap<AirwayName, Branch>,
  airway: AirwayName,
): ReadonlySet<AirwayName> {
  const all = new Set(opened);
  for (let parent = branches.get(airway)?.parent; parent; parent = branches.get(parent)?.parent) all.add(parent);
  return all;
}
