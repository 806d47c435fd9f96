/** Attempts per hour, delivered and failed. Loaded apart, since the chart library is large. */
import { BarChart } from "@mantine/charts";
import type { HourlyPoint } from "../../bindings";
import { fullCount } from "../../words";
import classes from "./overview.module.css";

const hourWord = (iso: string) => `${String(new Date(iso).getHours()).padStart(2, "0")}:00`;

export default function HourlyChart({ points }: { points: HourlyPoint[] }) {
  const delivered = points.reduce((sum, point) => sum + point.delivered, 0);
  const failed = points.reduce((sum, point) => sum + point.failed, 0);
  if (delivered + failed === 0) return <p className="dim">No attempt was made in the last 24 hours.</p>;
  return (
    <figure className={classes.chart} aria-label={`${fullCount(delivered)} delivered, ${fullCount(failed)} failed`}>
      <BarChart
        h={190}
        data={points.map((point) => ({ hour: hourWord(point.hour), Delivered: point.delivered, Failed: point.failed }))}
        dataKey="hour"
        type="stacked"
        series={[
          { name: "Delivered", color: "var(--hd-delivered)" },
          { name: "Failed", color: "var(--hd-rejected)" },
        ]}
        withLegend
        legendProps={{ verticalAlign: "top", height: 28 }}
        gridAxis="x"
        tickLine="none"
        xAxisProps={{ interval: "preserveStartEnd", minTickGap: 24 }}
        yAxisProps={{ width: 44, allowDecimals: false, tickFormatter: (value: number) => fullCount(value) }}
        valueFormatter={fullCount}
        barProps={{ isAnimationActive: false }}
        maxBarWidth={26}
      />
    </figure>
  );
}
