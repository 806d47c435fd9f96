/** What a configuration screen keeps in the address: which row is open, a text filter, the sort order, filters of its own. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type Address = {
  /** The row whose form is open. */
  open?: number | "new";
  q?: string;
  sort?: string;
  order?: "asc" | "desc";
  [filter: string]: unknown;
};

export function useAddress(): [Address, (change: Address) => void] {
  const address = useSearch({ strict: false }) as Address;
  const navigate = useNavigate();
  const change = useCallback(
    (next: Address) => {
      const search = (before: Address) => {
        const all = Object.entries({ ...before, ...next });
        return Object.fromEntries(
          all.filter(
            ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
          ),
        );
      };
      void navigate({ to: ".", search: search as never, replace: true });
    },
    [navigate],
  );
  return [address, change];
}

/** A text of the address: the router reads an event name such as `42` as a number. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
