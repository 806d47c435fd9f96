import { describe, expect, it, vi } from "vitest";
import { PagedRows } from "./pages";

interface Row {
  seq: number;
  state: string;
}

/** A list on the other side: newest first, paged by key. */
function list(count: number) {
  const rows: Row[] = Array.from({ length: count }, (_, at) => ({ seq: count - at, state: "queued" }));
  const fetch = vi.fn(async (after: number | undefined, limit: number) => {
    const from = after === undefined ? rows : rows.filter((row) => row.seq < after);
    const items = from.slice(0, limit).map((row) => ({ ...row }));
    return { items, next: from.length > limit ? (items.at(-1)?.seq ?? null) : null };
  });
  const add = (state = "queued") => rows.unshift({ seq: (rows[0]?.seq ?? 0) + 1, state });
  const remove = (seq: number) =>
    rows.splice(
      rows.findIndex((row) => row.seq === seq),
      1,
    );
  return { rows, fetch, add, remove };
}

function pagesOver(source: ReturnType<typeof list>, options: { keep?: number; newestFirst?: boolean } = {}) {
  const pages = new PagedRows<Row, number>({
    fetch: source.fetch,
    pageSize: 10,
    keep: options.keep ?? 2,
    id: (row) => String(row.seq),
    newestFirst: options.newestFirst === false ? undefined : (row) => row.seq,
  });
  pages.subscribe(() => {});
  return pages;
}

const settled = () => new Promise((done) => setTimeout(done, 0));
const seqs = (pages: PagedRows<Row, number>, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => pages.row(from + at)?.seq);

/** Scrolls down until row `to` is known. */
async function scrollTo(pages: PagedRows<Row, number>, to: number) {
  for (let at = 0; at <= to; at += 5) {
    pages.want(at, at + 9, at === 0);
    await settled();
  }
}

describe("paging", () => {
  it("reads on as the reader nears the end, and knows when there is no more", async () => {
    const pages = pagesOver(list(25));
    await settled();
    expect(pages.snapshot()).toMatchObject({ count: 20, complete: false });
    await scrollTo(pages, 20);
    expect(pages.snapshot()).toMatchObject({ count: 25, complete: true });
    expect(seqs(pages, 0, 24)).toEqual(Array.from({ length: 25 }, (_, at) => 25 - at));
  });

  it("holds few rows however far one scrolls, and reads dropped ones again", async () => {
    const source = list(2000);
    const pages = pagesOver(source);
    await scrollTo(pages, 1500);
    expect(pages.snapshot().count).toBeGreaterThan(1500);
    expect(pages.held).toBeLessThanOrEqual(80);
    expect(pages.row(0)).toBeUndefined();
    pages.want(0, 9, true);
    await settled();
    expect(seqs(pages, 0, 2)).toEqual([2000, 1999, 1998]);
  });

  it("says what failed, and goes on when asked to", async () => {
    const source = list(5);
    const fault = { code: "engine.unreachable", message: "Away.", next: "Wait." };
    source.fetch.mockRejectedValueOnce(fault);
    const pages = pagesOver(source);
    await settled();
    expect(pages.snapshot()).toMatchObject({ fault, loading: false });
    pages.retry();
    await settled();
    expect(pages.snapshot()).toMatchObject({ fault: null, count: 5, complete: true });
  });
});

describe("after a push", () => {
  it("shows new rows at once at the top", async () => {
    const source = list(30);
    const pages = pagesOver(source);
    await settled();
    source.add();
    pages.refresh();
    await settled();
    expect(seqs(pages, 0, 1)).toEqual([31, 30]);
    expect(pages.snapshot().fresh).toBe(0);
  });

  it("counts new rows, and moves nothing, while the reader is further down", async () => {
    const source = list(100);
    const pages = pagesOver(source);
    await scrollTo(pages, 40);
    const before = seqs(pages, 40, 49);
    for (let made = 0; made < 4; made++) source.add();
    pages.refresh();
    await settled();
    expect(seqs(pages, 40, 49)).toEqual(before);
    expect(pages.snapshot()).toMatchObject({ fresh: 4, freshMore: false });
    pages.showFresh();
    await settled();
    expect(seqs(pages, 0, 4)).toEqual([104, 103, 102, 101, 100]);
    expect(pages.snapshot().fresh).toBe(0);
  });

  it("says 'more than' where a whole page is new", async () => {
    const source = list(100);
    const pages = pagesOver(source);
    await scrollTo(pages, 40);
    for (let made = 0; made < 25; made++) source.add();
    pages.refresh();
    await settled();
    expect(pages.snapshot()).toMatchObject({ fresh: 10, freshMore: true });
  });

  it("takes in changes of the rows in view, also in the first page below its top", async () => {
    const source = list(30);
    const pages = pagesOver(source);
    await settled();
    pages.want(3, 9, false);
    const changed = source.rows.find((row) => row.seq === 25);
    if (changed) changed.state = "sending";
    source.add();
    pages.refresh();
    await settled();
    expect(pages.row(5)).toEqual({ seq: 25, state: "sending" });
    expect(pages.row(0)?.seq).toBe(30);
    expect(pages.snapshot().fresh).toBe(1);
  });

  it("neither doubles nor skips rows when some leave the list", async () => {
    const source = list(100);
    const pages = pagesOver(source);
    await scrollTo(pages, 40);
    for (const seq of [58, 55, 47]) source.remove(seq);
    pages.refresh();
    await settled();
    await scrollTo(pages, 90);
    // Pages out of view are read again only when scrolled to.
    pages.want(40, 49, false);
    await settled();
    const below = seqs(pages, 30, 65);
    expect(new Set(below).size).toBe(below.length);
    expect(below).toEqual(
      source.rows
        .filter((row) => row.seq <= (below[0] ?? 0))
        .slice(0, below.length)
        .map((row) => row.seq),
    );
  });

  it("survives its first page becoming empty while scrolled", async () => {
    const source = list(8);
    const pages = pagesOver(source);
    await settled();
    pages.want(2, 7, false);
    source.rows.length = 0;
    pages.refresh();
    await settled();
    pages.refresh();
    await settled();
    expect(pages.snapshot()).toMatchObject({ count: 0, complete: true, fault: null });
  });

  it("asks nothing while nobody looks", async () => {
    const source = list(30);
    const pages = new PagedRows<Row, number>({ fetch: source.fetch, pageSize: 10 });
    pages.refresh();
    await settled();
    expect(source.fetch).not.toHaveBeenCalled();
  });
});

describe("a range over more rows than are held", () => {
  it("names every row that was seen, also those let go", async () => {
    const source = list(500);
    const pages = pagesOver(source);
    await scrollTo(pages, 480);
    expect(pages.row(100)).toBeUndefined();
    expect(pages.ids(3, 477)).toEqual(Array.from({ length: 475 }, (_, at) => String(497 - at)));
    expect(pages.ids(100, 100)).toEqual(["400"]);
    expect(source.fetch.mock.calls.length).toBeLessThanOrEqual(51);
  });

  it("names what is shown where rows moved since", async () => {
    const source = list(500);
    const pages = pagesOver(source);
    await scrollTo(pages, 200);
    source.remove(495);
    pages.want(0, 9, true);
    pages.refresh();
    await settled();
    expect(pages.ids(0, 9)).toEqual(seqs(pages, 0, 9).map(String));
    expect(pages.ids(0, 9)).not.toContain("495");
  });
});
