// The page: it draws a whole dashboard from its JSON and frames with Grafana's own components.
import { ThemeContext } from '@grafana/data';
import { GlobalStyles } from '@grafana/ui';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { THEME, displayedValues, preparedFrames, replacing } from '../panel.mjs';
import { Dashboard } from './dashboard.jsx';
import { settled } from './settling.mjs';
import { seenOf } from './seeing.mjs';

/** Draws a job of render.mjs; resolves to what stands in each panel once nothing moves any more. */
window.draw = async ({ title, panels, values, range, width }) => {
  const known = new Map(values);
  show('styles', <GlobalStyles />);
  await fonts(JSON.stringify([title, panels]));
  const filled = await Promise.all(panels.map((each) => fill(each, known)));
  show('dashboard', <Dashboard title={title} panels={filled} range={range} width={width} />);
  await settled();
  return filled.map(({ panel, error }) => ({ id: panel.id, error, ...seenOf(panel.id) }));
};

function show(id, content) {
  const root = createRoot(document.getElementById(id));
  flushSync(() =>
    root.render(<ThemeContext.Provider value={THEME}>{content}</ThemeContext.Provider>),
  );
}

async function fill({ panel, place, frames, error }, values) {
  const replace = replacing(values);
  const shown = { panel: { ...panel, title: replace(panel.title ?? '') }, place, replace, error };
  try {
    const prepared = await preparedFrames(panel, frames, values);
    return { ...shown, frames: prepared, read: () => displayedValues(panel, prepared, values) };
  } catch (broken) {
    return { ...shown, frames: [], read: () => [], error: error ?? broken.message };
  }
}

// A canvas takes whatever font is there when it is drawn on, so they are all there before. The styles
// say where they are.
function fonts(text) {
  const faces = [
    '400 14px Inter',
    '500 14px Inter',
    '400 14px "Noto Sans SC"',
    '500 14px "Noto Sans SC"',
  ];
  return Promise.all(faces.map((face) => document.fonts.load(face, text)));
}
