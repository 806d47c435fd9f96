/** The end of an id: the beginning is a time, and the same for neighbours. */
export function shortId(id: string): string {
  return `…${id.slice(-8)}`;
}
