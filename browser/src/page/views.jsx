// Draws what is in a panel, each kind with the component that Grafana draws it with.
import {
  FieldType,
  VizOrientation,
  cacheFieldDisplayNames,
  getDisplayValueAlignmentFactors,
} from '@grafana/data';
import { BarGauge, BigValue, TimeSeries, VizRepeater, useTheme2 } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';

const ZONE = 'utc';
const LEGEND = { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] };
const BARS = { from: 16, least: 8, most: 300 };

function Lines({ panel, width, height, frames, times }) {
  const drawable = frames.filter(hasTimes).map(finite);
  if (!drawable.length) {
    return <Nothing panel={panel} />;
  }
  const legend = { ...LEGEND, ...panel.options?.legend };
  return (
    <TimeSeries
      frames={drawable}
      structureRev={1}
      timeRange={times}
      timeZone={ZONE}
      legend={legend}
      width={width}
      height={height}
    />
  );
}

function Stat({ panel, width, height, read, times }) {
  const theme = useTheme2();
  const { options = {} } = panel;
  const one = ({ value, alignmentFactors, count, ...size }) => (
    <BigValue
      theme={theme}
      value={value.display}
      count={count}
      alignmentFactors={alignmentFactors}
      sparkline={value.sparkline && { ...value.sparkline, timeRange: times }}
      colorMode={options.colorMode ?? 'value'}
      graphMode={options.graphMode ?? 'none'}
      justifyMode={options.justifyMode ?? 'auto'}
      textMode={options.textMode ?? 'auto'}
      text={options.text}
      disableWideLayout={options.wideLayout === false}
      width={size.width}
      height={size.height}
    />
  );
  return <Repeated {...{ options, width, height, read, one }} autoGrid />;
}

function Bars({ panel, width, height, read }) {
  const theme = useTheme2();
  const { options = {} } = panel;
  const one = ({ value, alignmentFactors, orientation, ...size }) => (
    <BarGauge
      theme={theme}
      value={value.display}
      display={value.view?.getFieldDisplayProcessor(value.colIndex)}
      field={value.field}
      alignmentFactors={alignmentFactors}
      orientation={orientation}
      text={options.text}
      displayMode={options.displayMode ?? 'gradient'}
      showUnfilled={options.showUnfilled ?? true}
      valueDisplayMode={options.valueMode}
      namePlacement={options.namePlacement}
      itemSpacing={10}
      lcdCellWidth={12}
      width={size.width}
      height={size.height}
    />
  );
  return (
    <Repeated
      {...{ options, width, height, read, one }}
      minVizWidth={options.minVizWidth ?? BARS.least}
      minVizHeight={options.minVizHeight ?? BARS.from}
      maxVizHeight={options.maxVizHeight ?? BARS.most}
    />
  );
}

function Repeated({ options, width, height, read, one, ...rest }) {
  return (
    <VizRepeater
      source={read}
      getValues={read}
      renderValue={one}
      getAlignmentFactors={(values) => getDisplayValueAlignmentFactors(values)}
      renderCounter={0}
      orientation={options.orientation ?? VizOrientation.Auto}
      width={width}
      height={height}
      {...rest}
    />
  );
}

function Table({ panel, width, height, frames, times }) {
  const { options = {}, fieldConfig } = panel;
  const frame = frames[options.frameIndex ?? 0];
  // Its columns are headed by the names that transformations gave, which nothing else works out.
  cacheFieldDisplayNames(frames);
  if (!frame?.fields.length || !frame.length) {
    return <Nothing panel={panel} />;
  }
  return (
    <TableNG
      data={frame}
      width={width}
      height={height}
      timeRange={times}
      noHeader={options.showHeader === false}
      cellHeight={options.cellHeight}
      sortBy={options.sortBy}
      fieldConfig={fieldConfig}
      structureRev={1}
      noValue={fieldConfig?.defaults?.noValue}
      resizable
      enableVirtualization={false}
      getActions={() => []}
    />
  );
}

function Nothing({ panel }) {
  const text = panel.fieldConfig?.defaults?.noValue ?? 'No data';
  return <div style={{ display: 'grid', placeItems: 'center', height: '100%' }}>{text}</div>;
}

const hasTimes = ({ fields, length }) =>
  length > 0 && fields.some(({ type }) => type === FieldType.time);

function finite(frame) {
  const clean = (values) => values.map((value) => (Number.isFinite(value) ? value : null));
  const fields = frame.fields.map((field) =>
    field.type === FieldType.number ? { ...field, values: clean(field.values) } : field,
  );
  return { ...frame, fields };
}

/** Which component draws a kind of panel; what is missing here has none on npm. */
export const VIEWS = { bargauge: Bars, stat: Stat, table: Table, timeseries: Lines };
