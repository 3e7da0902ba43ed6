import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelsOf, placesOf } from '../src/layout.mjs';

const panel = (id, x, y, w, h) => ({ id, gridPos: { x, y, w, h } });

test('bands close up, and panels of a line stand side by side', () => {
  const panels = [panel(1, 0, 0, 24, 1), panel(2, 0, 1, 12, 2), panel(3, 12, 1, 12, 4)];
  const places = placesOf([...panels, panel(4, 0, 200, 24, 1)], 1600);
  assert.deepEqual(
    places.map(({ left, top }) => [left, top]),
    [
      [0, 0],
      [0, 38],
      [804, 38],
      [0, 190],
    ],
  );
  assert.deepEqual(places[0], { left: 0, top: 0, width: 1600, height: 30 });
});

test('panels of a collapsed row are there, all from top to bottom', () => {
  const row = { ...panel(1, 0, 5, 24, 1), panels: [panel(2, 0, 6, 24, 4)] };
  const found = panelsOf({ panels: [row, panel(3, 0, 0, 24, 5)] });
  assert.deepEqual(
    found.map(({ id }) => id),
    [3, 1, 2],
  );
});
