/** Which rows are selected: some by their ids, or all that match the list's filter. */
import { useCallback, useEffect, useMemo, useState } from "react";

export interface Selection {
  ids: ReadonlySet<string>;
  /** Everything that matches, also what is not loaded. */
  all: boolean;
  has(id: string): boolean;
  isEmpty: boolean;
  toggle(id: string): void;
  add(ids: Iterable<string>): void;
  set(ids: Iterable<string>): void;
  selectAll(): void;
  clear(): void;
}

const NONE: ReadonlySet<string> = new Set();

/** `scope` names the list; another list begins with nothing selected. */
export function useSelection(scope: string): Selection {
  const [state, setState] = useState<{ ids: ReadonlySet<string>; all: boolean }>({ ids: NONE, all: false });
  const clear = useCallback(() => setState({ ids: NONE, all: false }), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scope is what clears it
  useEffect(() => clear(), [scope, clear]);
  return useMemo(
    () => ({
      ...state,
      has: (id) => state.all || state.ids.has(id),
      isEmpty: !state.all && state.ids.size === 0,
      // Taking one row out of "all" would need a list of exceptions; it goes back to choosing rows one by one.
      toggle: (id) =>
        setState((before) => {
          const ids = new Set(before.all ? NONE : before.ids);
          if (!ids.delete(id)) ids.add(id);
          return { ids, all: false };
        }),
      add: (more) => setState((before) => ({ ids: new Set([...before.ids, ...more]), all: false })),
      set: (ids) => setState({ ids: new Set(ids), all: false }),
      selectAll: () => setState({ ids: NONE, all: true }),
      clear,
    }),
    [state, clear],
  );
}
