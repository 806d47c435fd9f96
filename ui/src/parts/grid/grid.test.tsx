import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Look } from "../../app";
import { Grid, type GridColumn, useRowsOf, useSelection } from ".";
import { recall } from "./columns";

interface Row {
  id: string;
  name: string;
}

const COLUMNS: GridColumn<Row>[] = [
  { id: "id", header: "Id", width: 80, fixed: true, cell: (row) => row.id },
  { id: "name", header: "Name", width: 120, grow: true, cell: (row) => row.name },
  { id: "more", header: "More", width: 90, hidden: true, cell: () => "more" },
];
const ROWS: Row[] = Array.from({ length: 10_000 }, (_, at) => ({ id: `r${at}`, name: `Row ${at}` }));

function Sample({ onOpen }: { onOpen?: (row: Row) => void }) {
  const source = useRowsOf(ROWS);
  const selection = useSelection("sample");
  return (
    <Look>
      <Grid
        name="sample"
        label="Rows"
        columns={COLUMNS}
        source={source}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        selection={selection}
        onOpen={onOpen}
        empty={null}
      />
      <output>{[...selection.ids].join(" ")}</output>
    </Look>
  );
}

it("renders only what is in view", () => {
  render(<Sample />);
  expect(within(screen.getByRole("grid", { name: "Rows" })).getAllByRole("row").length).toBeLessThan(60);
  expect(screen.getByRole("grid", { name: "Rows" })).toHaveAttribute("aria-rowcount", "10001");
});

it("remembers its columns", async () => {
  const user = userEvent.setup();
  const first = render(<Sample />);
  expect(screen.getAllByRole("columnheader").map((header) => header.textContent)).toEqual(["Id", "Name"]);
  await user.click(screen.getByRole("button", { name: "Choose columns" }));
  expect(await screen.findByRole("checkbox", { name: "Id" })).toBeDisabled();
  await user.click(screen.getByRole("checkbox", { name: "More" }));
  await user.click(screen.getByRole("checkbox", { name: "Name" }));
  await waitFor(() => expect(recall("sample").visible).toMatchObject({ more: true, name: false }));
  first.unmount();
  render(<Sample />);
  expect(screen.getAllByRole("columnheader").map((header) => header.textContent)).toEqual(["Id", "More"]);
});

it("forgives what it cannot read of its memory", () => {
  localStorage.setItem("hookdesk.columns.sample", '{"visible":7,"widths":{"id":"wide"}}');
  render(<Sample />);
  expect(screen.getAllByRole("columnheader")).toHaveLength(2);
});

it("selects a range with Shift and the mouse, and opens with a plain click", async () => {
  const user = userEvent.setup();
  const onOpen = vi.fn();
  render(<Sample onOpen={onOpen} />);
  await user.click(screen.getByRole("checkbox", { name: "Select Row 2" }));
  await user.keyboard("{Shift>}");
  await user.click(screen.getByRole("checkbox", { name: "Select Row 5" }));
  await user.keyboard("{/Shift}");
  expect(screen.getByRole("status")).toHaveTextContent("r2 r3 r4 r5");
  expect(onOpen).not.toHaveBeenCalled();
  await user.click(screen.getByText("Row 7"));
  expect(onOpen).toHaveBeenCalledWith(ROWS[7]);
});

it("goes to the ends and by pages", async () => {
  const user = userEvent.setup();
  const onOpen = vi.fn();
  render(<Sample onOpen={onOpen} />);
  await user.keyboard("{End}{Enter}");
  expect(onOpen).toHaveBeenLastCalledWith(ROWS[9999]);
  await user.keyboard("{Home}{PageDown}{Enter}");
  expect(onOpen).toHaveBeenLastCalledWith(ROWS[18]);
});
