/**
 * A chart of bars, one a day. The same numbers stand in a table for those who cannot see it.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value as words. */
  readonly words: string;
}

const WIDTH = 640;
const HEIGHT = 190;
const FLOOR = 160;
const TOP = 18;

/** Half the width of a label: those at the edges move in. */
const HALF_LABEL = 24;

function inside(x: number): number {
  return Math.min(WIDTH - HALF_LABEL, Math.max(HALF_LABEL, x));
}

/** A chart. Time goes the way the language is read. */
export function BarChart(
  { bars, title, fromRight, dayLabel, valueLabel }: {
    readonly bars: readonly Bar[];
    readonly title: string;
    readonly fromRight: boolean;
    readonly dayLabel: string;
    readonly valueLabel: string;
  },
): JSX.Element {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const step = WIDTH / Math.max(1, bars.length);
  const every = Math.max(1, Math.ceil(bars.length / 6));
  const at = (index: number) => fromRight ? WIDTH - (index + 1) * step : index * step;
  const highest = bars.find(({ value }) => value === most);
  return (
    <figure class="stack tight">
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" direction="ltr">
        <path class="ground" d={`M0 ${FLOOR}H${WIDTH}`} />
        {bars.map(({ label, value, words }, index) => {
          const height = value === 0 ? 0 : Math.max(3, (value / most) * (FLOOR - TOP));
          const middle = at(index) + step / 2;
          return (
            <g key={label}>
              <rect
                x={at(index) + step * 0.15}
                y={FLOOR - height}
                width={step * 0.7}
                height={height}
                rx="3"
                fill="currentColor"
              >
                <title>{`${label}: ${words}`}</title>
              </rect>
              {index % every === 0 && (
                <text
                  class={index % (2 * every) === 0 ? undefined : "minor"}
                  x={inside(middle)}
                  y={FLOOR + 20}
                  text-anchor="middle"
                >
                  {label}
                </text>
              )}
              {highest?.label === label && value > 0 && (
                <text x={inside(middle)} y={FLOOR - height - 5} text-anchor="middle">{words}</text>
              )}
            </g>
          );
        })}
      </svg>
      {/* A table grows beyond any size it is given: what is around it is unseen. */}
      <div class="unseen">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{dayLabel}</th>
              <th scope="col">{valueLabel}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, words }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
