// Says what stands in a panel: its texts with their colours, and what is painted on its canvases.

const OPAQUE = 200;
// Thresholds are drawn with an alpha of 179.
const FAINT = 150;
const MOST_COLOURS = 300;

/** What a person sees in the panel with this id. */
export function seenOf(id) {
  const element = document.querySelector(`[data-panel="${id}"]`);
  return {
    broken: [...element.querySelectorAll('[data-broken]')].map((each) => each.dataset.broken),
    text: element.innerText,
    texts: [...element.querySelectorAll('*')].filter(isLeaf).map(textOf),
    cells: [...element.querySelectorAll('[role="columnheader"], [role="gridcell"]')].map(cellOf),
    canvases: [...element.querySelectorAll('canvas')].map(paintOf),
  };
}

const isLeaf = (element) =>
  !element.children.length && element.textContent.trim() && element.checkVisibility();

function textOf(element) {
  return {
    text: element.textContent.trim(),
    color: getComputedStyle(element).color,
    background: backgroundOf(element),
  };
}

function cellOf(element) {
  const header = element.getAttribute('role') === 'columnheader';
  return {
    header,
    text: element.innerText.trim(),
    color: getComputedStyle(element).color,
    background: backgroundOf(element),
  };
}

/** The colour or gradient that lies under the text: that of the nearest element that has one. */
function backgroundOf(element) {
  for (let under = element; under; under = under.parentElement) {
    const { backgroundColor, backgroundImage } = getComputedStyle(under);
    if (backgroundImage !== 'none') {
      return backgroundImage;
    }
    if (!/rgba\(.*, 0\)/.test(backgroundColor)) {
      return backgroundColor;
    }
  }
  return '';
}

function paintOf(canvas) {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const [full, faint] = [new Map(), new Map()];
  let painted = 0;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3];
    painted += alpha > 0 ? 1 : 0;
    if (alpha >= FAINT) {
      const counts = alpha >= OPAQUE ? full : faint;
      const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  return {
    width,
    height,
    painted,
    distinct: full.size,
    colours: commonOf(full),
    faint: commonOf(faint),
  };
}

/** The most common colours, each with the number of its pixels. */
function commonOf(counts) {
  const common = [...counts].sort((one, other) => other[1] - one[1]).slice(0, MOST_COLOURS);
  return common.map(([colour, count]) => [`#${colour.toString(16).padStart(6, '0')}`, count]);
}
