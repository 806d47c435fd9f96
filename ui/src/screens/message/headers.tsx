/** HTTP headers in the order they were sent or received. */
import classes from "./message.module.css";

export function Headers({ label, headers }: { label: string; headers: ReadonlyArray<[string, string]> }) {
  if (headers.length === 0) return null;
  return (
    <table className={classes.headers} aria-label={label}>
      <tbody>
        {headers.map(([name, value], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and the list never changes
          <tr key={at}>
            <th scope="row">{name}</th>
            <td className={value === "[redacted]" ? "dim" : undefined}>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
