/** A payload as a tree: virtual rows, one tab stop, and a way to send each value. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Icon } from "../../parts/icon";
import { withWords } from "../../parts/list/sorting";
import classes from "./designer.module.css";
import { dragPath } from "./drag";
import { type JsonTree, openFirst, type TreeNode } from "./tree";

type Props = {
  label: string;
  tree: JsonTree;
  /** Shows only what has every word of it, with whole paths. */
  find: string;
  /** What is sent already. */
  mapped: ReadonlySet<string>;
  onPick: (path: string) => void;
};

const ROW = 22;

export function SourceTree({ label, tree, find, mapped, onPick }: Props) {
  const [flips, setFlips] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [active, setActive] = useState(0);
  const first = useMemo(() => openFirst(tree), [tree]);
  const searching = find.trim() !== "";
  const rows = useMemo(
    () =>
      searching
        ? withWords(tree.paths(), find, (node) => `${node.path} ${tree.isOpenable(node) ? "" : tree.value(node)}`)
        : tree.rows((node) => flips.get(node.id) ?? first.has(node.id)),
    [tree, find, searching, flips, first],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const baseId = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 15,
    useFlushSync: false,
  });
  const at = Math.min(active, rows.length - 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => setActive(0), [find, tree]);

  const isOpen = (node: TreeNode) => !searching && (flips.get(node.id) ?? first.has(node.id));
  const turn = (node: TreeNode, open: boolean) => setFlips((before) => new Map(before).set(node.id, open));
  const go = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const pick = (node: TreeNode) => node.path !== null && onPick(node.path);

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = rows[at];
    if (!node) return;
    const openable = !searching && tree.isOpenable(node);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / ROW) - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) go(to);
    else if (event.key === "Enter" || event.key === "+") pick(node);
    else if (event.key === " ") openable ? turn(node, !isOpen(node)) : pick(node);
    else if (event.key === "ArrowRight" && openable) isOpen(node) ? go(at + 1) : turn(node, true);
    else if (event.key === "ArrowLeft") {
      if (openable && isOpen(node)) turn(node, false);
      else go(rows.findLastIndex((row, index) => index < at && row.depth < node.depth));
    } else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className={classes.tree}
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={rows[at] ? `${baseId}-${at}` : undefined}
      onKeyDown={onKey}
    >
      {rows.length === 0 && (
        <div className={classes.nothing}>{searching ? "Nothing in it has these words." : "It is empty."}</div>
      )}
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const node = rows[index] as TreeNode;
          const openable = !searching && tree.isOpenable(node);
          const sent = node.path !== null && mapped.has(node.path);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree's keys do the same
            <div
              key={index}
              id={`${baseId}-${index}`}
              className={classes.node}
              role="treeitem"
              tabIndex={-1}
              aria-level={node.depth + 1}
              aria-expanded={openable ? isOpen(node) : undefined}
              aria-selected={index === at}
              aria-label={node.path ?? node.label}
              data-active={index === at || undefined}
              data-dead={node.path === null || undefined}
              draggable={node.path !== null}
              title={node.path ?? "The language has no way to name this place."}
              style={{ transform: `translateY(${start}px)`, paddingLeft: searching ? 8 : 6 + node.depth * 14 }}
              onDragStart={(event) => node.path !== null && dragPath(event, node.path)}
              onClick={() => {
                setActive(index);
                if (openable) turn(node, !isOpen(node));
                else pick(node);
              }}
            >
              <span className={classes.twist} data-open={(openable && isOpen(node)) || undefined}>
                {openable && <Icon name="right" size={11} />}
              </span>
              <span className={classes.nodeName}>{searching ? node.path : node.label}</span>
              <NodeValue tree={tree} node={node} />
              {node.path !== null && (
                <button
                  type="button"
                  tabIndex={-1}
                  className={classes.add}
                  data-sent={sent || undefined}
                  aria-label={sent ? `${node.path} is sent` : `Send ${node.path}`}
                  title={sent ? "Sent already: shows its field" : "Send it (Enter)"}
                  onClick={(event) => {
                    event.stopPropagation();
                    setActive(index);
                    pick(node);
                  }}
                >
                  <Icon name={sent ? "check" : "plus"} size={12} />
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function NodeValue({ tree, node }: { tree: JsonTree; node: TreeNode }) {
  if (tree.isOpenable(node)) {
    const count = tree.children(node).length;
    return <span className={classes.nodeCount}>{node.kind === "array" ? `[${count}]` : `{${count}}`}</span>;
  }
  return (
    <span className={classes.nodeValue} data-kind={node.kind}>
      {tree.value(node)}
    </span>
  );
}
