// Stands in for a panel that npm has no component for: its values, as Grafana computes them.
import { FieldType, formattedValueToString, getFieldDisplayName } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';

const MOST = 8;

export function Values({ panel, width, height, read, frames }) {
  const { colors } = useTheme2();
  const shown = frames.length ? valuesOf(panel, read, frames).slice(-MOST) : [];
  const list = {
    margin: 'auto',
    display: 'grid',
    gridTemplateColumns: 'auto auto',
    gap: '2px 16px',
  };
  const note = { color: colors.text.disabled, fontSize: 12, textAlign: 'center' };
  return (
    <div style={{ width, height, display: 'flex', flexDirection: 'column', overflow: 'hidden' }}>
      <div style={list}>
        {shown.map((each, at) => (
          <Value key={at} {...each} />
        ))}
      </div>
      <div style={note}>
        {panel.type}: {shown.length ? 'values alone; ' : ''}drawn by Grafana only
      </div>
    </div>
  );
}

function Value({ title, text, color }) {
  const { colors } = useTheme2();
  return (
    <>
      <span style={{ color: colors.text.secondary, gridColumn: 1 }}>{title}</span>
      <span style={{ color, fontWeight: 500, gridColumn: title ? 2 : 'span 2' }}>{text}</span>
    </>
  );
}

function valuesOf({ type }, read, frames) {
  switch (type) {
    case 'barchart':
      return frames.flatMap(rowsOf);
    case 'heatmap':
      return frames.flatMap((frame) =>
        frame.fields.filter(isNumber).map((field) => last(field, frame)),
      );
    default:
      return titled(read().map(({ display }) => display));
  }
}

// A value that stands alone needs no name, as in Grafana.
function titled(displays) {
  const one = displays.length === 1;
  return displays.map((display) => ({
    title: one ? '' : display.title,
    text: formattedValueToString(display),
    color: display.color,
  }));
}

function rowsOf(frame) {
  const name = frame.fields.find(({ type }) => type === FieldType.string);
  const numbers = frame.fields.filter(isNumber);
  return numbers.flatMap((field) =>
    field.values.map((value, at) => ({ title: name?.values[at], ...shown(field, value) })),
  );
}

const isNumber = ({ type }) => type === FieldType.number;
const last = (field, frame) => ({
  title: getFieldDisplayName(field, frame),
  ...shown(field, field.values.at(-1)),
});

function shown(field, value) {
  const display = field.display(value);
  return { text: formattedValueToString(display), color: display.color };
}
