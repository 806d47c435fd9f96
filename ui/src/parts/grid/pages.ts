/**
 * Pages by key over a list of any length. Keeps the start of every page it has seen but the rows of only a few around
 * what is in view; the others are read again when scrolled back to. A push makes pages stale; only those in view are
 * read again, and rows never move under a reader who has scrolled down: new ones above are counted instead.
 */
import type { Fault } from "../../bindings";
import { toFault } from "../../host/host";
import type { Place } from "./source";

export interface Answer<T, K> {
  items: T[];
  next: K | null;
  /** Events not searchable yet. */
  unindexed?: number;
}

export interface PagedOptions<T, K> {
  fetch: (after: K | undefined, limit: number) => Promise<Answer<T, K>>;
  /** Falls from row to row in a list with the newest first; left out where new rows may come in anywhere. */
  newestFirst?: (row: T) => number;
  /** Names a row, where rows can be selected: names are kept of dropped rows too. */
  id?: (row: T) => string;
  pageSize?: number;
  /** Pages held on either side of what is in view. */
  keep?: number;
}

interface Page<T, K> {
  start: K | undefined;
  /** `null`: dropped, to be read again. */
  rows: T[] | null;
  /** What its rows were called when they were dropped. */
  ids: string[];
  length: number;
  next: K | null;
  /** The push it is as new as. */
  version: number;
}

export interface PagesView {
  count: number;
  complete: boolean;
  loading: boolean;
  fault: Fault | null;
  fresh: number;
  freshMore: boolean;
  unindexed: number;
}

const PAGE_SIZE = 200;
const KEEP = 12;

export class PagedRows<T, K> {
  readonly place: Place = { scrollTop: 0, active: null };
  private pages: Array<Page<T, K>> = [];
  /** Index of each page's first row, and last the number of rows known. */
  private offsets: number[] = [0];
  private version = 0;
  private headVersion = 0;
  private view = { first: 0, last: 0, atTop: true };
  private running = false;
  private readonly listeners = new Set<() => void>();
  private readonly size: number;
  private readonly keep: number;
  private shown: PagesView = {
    count: 0,
    complete: false,
    loading: true,
    fault: null,
    fresh: 0,
    freshMore: false,
    unindexed: 0,
  };

  constructor(private readonly options: PagedOptions<T, K>) {
    this.size = options.pageSize ?? PAGE_SIZE;
    this.keep = options.keep ?? KEEP;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    void this.run();
    return () => {
      this.listeners.delete(listener);
    };
  };

  snapshot = (): PagesView => this.shown;

  row = (index: number): T | undefined => {
    const at = this.pageAt(index);
    return this.pages[at]?.rows?.[index - (this.offsets[at] ?? 0)];
  };

  /** The names of the rows between two places, both included, also of those let go since they were seen. */
  ids = (from: number, to: number): string[] => {
    const { id } = this.options;
    const found: string[] = [];
    for (let at = this.pageAt(from); at < this.pages.length && (this.offsets[at] ?? 0) <= to; at++) {
      const page = this.pages[at];
      const start = this.offsets[at] ?? 0;
      const all = (id && page?.rows?.map(id)) ?? page?.ids ?? [];
      for (const name of all.slice(Math.max(0, from - start), to - start + 1)) found.push(name);
    }
    return found;
  };

  want = (first: number, last: number, atTop: boolean): void => {
    this.view = { first, last, atTop };
    if (atTop && this.shown.fresh > 0) this.version += 1;
    void this.run();
  };

  /** Something changed: what is in view is read again. */
  refresh = (): void => {
    this.version += 1;
    if (this.shown.fault) this.show({ fault: null });
    void this.run();
  };

  retry = (): void => this.refresh();

  /** Goes back to the top with everything new in it; the caller scrolls. */
  showFresh = (): void => {
    this.view = { first: 0, last: this.size, atTop: true };
    this.refresh();
  };

  /** How many rows are held in memory; for tests. */
  get held(): number {
    return this.pages.reduce((sum, page) => sum + (page.rows?.length ?? 0), 0);
  }

  /** Whether its rows have names. */
  get named(): boolean {
    return this.options.id !== undefined;
  }

  private pageAt(index: number): number {
    let low = 0;
    let high = this.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.offsets[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private async run(): Promise<void> {
    if (this.running || this.listeners.size === 0) return;
    this.running = true;
    try {
      for (let job = this.next(); job !== null && this.listeners.size > 0; job = this.next()) await job();
    } catch (thrown) {
      this.show({ fault: toFault(thrown), loading: false });
    } finally {
      this.running = false;
    }
  }

  /** The most urgent thing to read, or nothing. */
  private next(): (() => Promise<void>) | null {
    if (this.shown.fault) return null;
    if (this.pages.length === 0) return () => this.readTop();
    const from = this.pageAt(this.view.first);
    const to = this.pageAt(Math.min(this.view.last, Math.max(0, this.shown.count - 1)));
    const stale = (page: Page<T, K> | undefined) =>
      page !== undefined && (page.rows === null || page.version < this.version);
    if (this.view.atTop && stale(this.pages[0])) return () => this.readTop();
    for (let at = from; at <= to; at++) if (stale(this.pages[at])) return () => this.readAgain(from, to);
    if (this.options.newestFirst && this.headVersion < this.version) return () => this.readHead();
    const last = this.pages[this.pages.length - 1];
    if (last && last.next !== null && this.view.last >= this.shown.count - this.size) return () => this.readMore();
    for (const near of [from - 1, to + 1]) {
      if (this.pages[near]?.rows === null) return () => this.readAgain(near, near);
    }
    return null;
  }

  private async readTop(): Promise<void> {
    const version = this.version;
    const answer = await this.options.fetch(undefined, this.size);
    const top = this.page(undefined, answer, version);
    const joins = answer.next !== null && this.pages[1] !== undefined && sameKey(this.pages[1].start, answer.next);
    this.pages = joins ? [top, ...this.pages.slice(1)] : [top];
    this.headVersion = version;
    this.commit({ fresh: 0, freshMore: false, unindexed: answer.unindexed ?? 0 });
  }

  private async readMore(): Promise<void> {
    const version = this.version;
    const last = this.pages[this.pages.length - 1];
    if (!last || last.next === null) return;
    const start = last.next;
    const answer = await this.options.fetch(start, this.size);
    this.pages.push(this.page(start, answer, version));
    this.commit({});
  }

  /** Reads pages again, all of them before anything is shown, so that nothing flickers. */
  private async readAgain(from: number, to: number): Promise<void> {
    const version = this.version;
    const pages = this.pages.slice();
    let head: Partial<PagesView> = {};
    for (let at = from; at <= to && at < pages.length; at++) {
      const before = pages[at];
      if (!before) break;
      if (at === 0 && this.options.newestFirst && before.rows?.length) {
        head = await this.reconcileTop(before, version);
        continue;
      }
      const answer = await this.options.fetch(before.start, this.size);
      const now = this.page(before.start, answer, version);
      pages[at] = now;
      const follower = pages[at + 1];
      if (answer.next === null) pages.length = at + 1;
      else if (follower && !sameKey(follower.start, answer.next)) {
        // Rows left or came: the pages below begin elsewhere now.
        pages.length = at + 1;
        if (at < to)
          pages.push({ start: answer.next, rows: null, ids: [], length: this.size, next: null, version: -1 });
      }
    }
    this.pages = pages;
    this.commit(head);
  }

  /** The first page is in view but not at its top: takes changes in, and only counts what is new above it. */
  private async reconcileTop(page: Page<T, K>, version: number): Promise<Partial<PagesView>> {
    const key = this.options.newestFirst;
    const rows = page.rows;
    if (!key || !rows) return {};
    const answer = await this.options.fetch(undefined, this.size);
    const first = rows[0];
    const last = rows[rows.length - 1];
    if (first === undefined || last === undefined) return {};
    const [top, bottom] = [key(first), key(last)];
    const lowest =
      answer.items.length > 0 && answer.next !== null
        ? key(answer.items[answer.items.length - 1] as T)
        : Number.NEGATIVE_INFINITY;
    const merged = [
      ...answer.items.filter((row) => key(row) <= top && key(row) >= bottom),
      ...rows.filter((row) => key(row) < lowest),
    ];
    page.rows = merged;
    page.length = merged.length;
    page.version = version;
    this.headVersion = version;
    return this.freshOf(answer, top);
  }

  private async readHead(): Promise<void> {
    const version = this.version;
    const key = this.options.newestFirst;
    const answer = await this.options.fetch(undefined, this.size);
    this.headVersion = version;
    const first = this.pages[0]?.rows?.[0] ?? this.topRow;
    if (key && first !== undefined) this.commit(this.freshOf(answer, key(first)));
  }

  /** The first row ever shown at the top, for counting new ones after its page was dropped. */
  private topRow: T | undefined;

  private freshOf(answer: Answer<T, K>, top: number): Partial<PagesView> {
    const key = this.options.newestFirst;
    const fresh = key ? answer.items.filter((row) => key(row) > top).length : 0;
    return { fresh, freshMore: fresh === answer.items.length && answer.next !== null };
  }

  private page(start: K | undefined, answer: Answer<T, K>, version: number): Page<T, K> {
    return { start, rows: answer.items, ids: [], length: answer.items.length, next: answer.next, version };
  }

  private commit(change: Partial<PagesView>): void {
    this.topRow = this.pages[0]?.rows?.[0] ?? this.topRow;
    this.offsets = [0];
    for (const page of this.pages) this.offsets.push((this.offsets[this.offsets.length - 1] ?? 0) + page.length);
    const from = this.pageAt(this.view.first) - this.keep;
    const to = this.pageAt(this.view.last) + this.keep;
    this.pages.forEach((page, at) => {
      if (page.rows === null || (at >= from && at <= to)) return;
      if (this.options.id) page.ids = page.rows.map(this.options.id);
      page.rows = null;
    });
    this.show({
      ...change,
      count: this.offsets[this.offsets.length - 1] ?? 0,
      complete: this.pages[this.pages.length - 1]?.next === null,
      loading: false,
    });
  }

  private show(change: Partial<PagesView>): void {
    this.shown = { ...this.shown, ...change };
    for (const listener of this.listeners) listener();
  }
}

function sameKey(a: unknown, b: unknown): boolean {
  return a === b;
}
