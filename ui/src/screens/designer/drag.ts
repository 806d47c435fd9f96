/** A path that is dragged from the payload. */
import type { DragEvent } from "react";

const TYPE = "application/x-hookdesk-path";

export function dragPath(event: DragEvent, path: string): void {
  event.dataTransfer.setData(TYPE, path);
  event.dataTransfer.setData("text/plain", path);
  event.dataTransfer.effectAllowed = "copy";
}

export const carriesPath = (event: DragEvent): boolean => event.dataTransfer.types.includes(TYPE);

/** The path that is dropped here, which is then nobody else's. */
export function droppedPath(event: DragEvent): string | null {
  const path = event.dataTransfer.getData(TYPE);
  if (path === "") return null;
  event.preventDefault();
  event.stopPropagation();
  return path;
}
