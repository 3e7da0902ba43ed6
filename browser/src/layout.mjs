// Places panels as Grafana's grid does: 24 columns, and nothing hangs above a gap.

export const COLUMNS = 24;
const CELL = 30;
const GAP = 8;

/** Every panel and row of the dashboard from top to bottom, those within collapsed rows too. */
export function panelsOf(dashboard) {
  return (dashboard.panels ?? [])
    .flatMap((panel) => [panel, ...(panel.panels ?? [])])
    .sort((one, other) => one.gridPos.y - other.gridPos.y || one.gridPos.x - other.gridPos.x);
}

/** Each panel's place in pixels; `y` says only the order of the bands, for gaps close. */
export function placesOf(panels, width) {
  const column = (width - GAP * (COLUMNS - 1)) / COLUMNS;
  const heights = new Array(COLUMNS).fill(0);
  return panels.map(({ gridPos: { x, w, h } }) => {
    const under = heights.slice(x, x + w);
    const y = Math.max(...under);
    heights.fill(y + h, x, x + w);
    return {
      left: Math.round(x * (column + GAP)),
      top: y * (CELL + GAP),
      width: Math.round(w * column + (w - 1) * GAP),
      height: h * CELL + (h - 1) * GAP,
    };
  });
}
