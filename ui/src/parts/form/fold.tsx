/** Fields that few people need, behind one line that says what they are. */
import { type ReactNode, useId, useState } from "react";
import { Icon } from "../icon";
import classes from "./fold.module.css";

type Props = {
  title: string;
  /** What is inside, for somebody who looks for it. */
  holds?: string;
  /** Opens it whatever a person chose: something inside wants to be seen. */
  forced?: boolean;
  startsOpen?: boolean;
  children: ReactNode;
};

export function Fold({ title, holds, forced = false, startsOpen = false, children }: Props) {
  const id = useId();
  const [chosen, setChosen] = useState(startsOpen);
  const open = chosen || forced;
  return (
    <div className={classes.fold}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setChosen(!open)}
      >
        <Icon name={open ? "down" : "right"} size={12} />
        <span>{title}</span>
        {holds && !open && <span className={classes.holds}>{holds}</span>}
      </button>
      {open && (
        <div id={id} className={classes.body}>
          {children}
        </div>
      )}
    </div>
  );
}
