import type uPlot from "uplot";

/** How a line is drawn. Colours are the names of tokens: `green` is `--green`. */
export type PlotLine = Readonly<{
  label: string;
  colour: "green" | "blue" | "amber" | "red" | "violet" | "accent";
  isFilled: boolean;
}>;

type Options = Readonly<{
  lines: readonly PlotLine[];
  format: (value: number) => string;
  topAtLeast: number;
  onPoint: (index: number | null) => void;
}>;

const FONT = "12px 'Geist Variable', system-ui, sans-serif";
const HEADROOM = 1.1;

/** What the library is told, but for the size. Reads the page's colours as they are now. */
export function plotOptions(options: Options): Omit<uPlot.Options, "width" | "height"> {
  const { format, lines, onPoint, topAtLeast } = options;
  const colours = getComputedStyle(document.documentElement);
  const colour = (name: string) => colours.getPropertyValue(`--${name}`);
  return {
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { setScale: false, x: false, y: false },
      sync: { key: "console" },
      points: { size: 6 },
    },
    scales: {
      x: { time: true },
      y: { range: (_, _least, most) => [0, Math.max(topAtLeast, (most ?? 0) * HEADROOM)] },
    },
    axes: [
      {
        stroke: colour("ink-soft"),
        font: FONT,
        grid: { show: false },
        ticks: { show: false },
        size: 28,
        gap: 8,
        values: (_, times) => times.map(clock),
        space: 80,
      },
      {
        stroke: colour("ink-soft"),
        font: FONT,
        size: 56,
        space: 40,
        grid: { stroke: colour("line"), width: 1 },
        ticks: { show: false },
        values: (_, values) => values.map(format),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 1.5,
        spanGaps: !line.isFilled,
        points: { show: false },
        ...(line.isFilled ? { fill: colour(`${line.colour}-soft`) } : {}),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString(undefined, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}
