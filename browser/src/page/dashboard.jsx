// A dashboard: a headline, rows, and panels in Grafana's frames at their places in the grid.
import { EventBusSrv, dateTime } from '@grafana/data';
import { Icon, PanelChrome, PanelContextProvider, useTheme2 } from '@grafana/ui';
import { Boundary } from './boundary.jsx';
import { Values } from './values.jsx';
import { VIEWS } from './views.jsx';

const MARGIN = 16;
const HEADLINE = 56;
const CONTEXT = { eventsScope: 'dashboard', eventBus: new EventBusSrv() };

export function Dashboard({ title, panels, range, width }) {
  const { colors } = useTheme2();
  const height = Math.max(0, ...panels.map(({ place }) => place.top + place.height));
  const times = timeRange(range);
  const canvas = {
    position: 'relative',
    width: width + 2 * MARGIN,
    height: height + HEADLINE + MARGIN,
    background: colors.background.canvas,
    color: colors.text.primary,
  };
  return (
    <PanelContextProvider value={CONTEXT}>
      <div id="canvas" style={canvas}>
        <Headline title={title} times={times} />
        {panels.map((each) => (
          <Placed key={each.panel.id} {...each} times={times} />
        ))}
      </div>
    </PanelContextProvider>
  );
}

function Headline({ title, times }) {
  const { colors, typography } = useTheme2();
  const format = (time) => time.utc().format('YYYY-MM-DD HH:mm');
  return (
    <div
      style={{
        position: 'absolute',
        left: MARGIN,
        right: MARGIN,
        top: 0,
        height: HEADLINE,
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'space-between',
      }}
    >
      <span style={{ fontSize: typography.h3.fontSize, fontWeight: 500 }}>{title}</span>
      <span style={{ color: colors.text.secondary }}>
        <Icon name="clock-nine" /> {format(times.from)} – {format(times.to)} UTC
      </span>
    </div>
  );
}

function Placed({ panel, place, ...rest }) {
  const { left, top, width, height } = place;
  const style = { position: 'absolute', left: left + MARGIN, top: top + HEADLINE, width, height };
  return (
    <div data-panel={panel.id} style={style}>
      <Boundary>
        {panel.type === 'row' ? (
          <Row title={panel.title} />
        ) : (
          <Framed panel={panel} place={place} {...rest} />
        )}
      </Boundary>
    </div>
  );
}

function Row({ title }) {
  return (
    <div
      style={{
        display: 'flex',
        alignItems: 'center',
        gap: 8,
        height: '100%',
        fontSize: 16,
        fontWeight: 500,
      }}
    >
      <Icon name="angle-down" /> {title}
    </div>
  );
}

function Framed({ panel, place, error, ...rest }) {
  const View = VIEWS[panel.type] ?? Values;
  const padding = panel.type === 'table' ? 'none' : undefined;
  const description = panel.description ? () => panel.description : undefined;
  return (
    <PanelChrome
      {...place}
      title={panel.title}
      description={description}
      statusMessage={error}
      padding={padding}
    >
      {(width, height) => (
        <Boundary>
          <View panel={panel} width={width} height={height} {...rest} />
        </Boundary>
      )}
    </PanelChrome>
  );
}

function timeRange({ from, to }) {
  const [start, end] = [dateTime(from), dateTime(to)];
  return { from: start, to: end, raw: { from: start, to: end } };
}
