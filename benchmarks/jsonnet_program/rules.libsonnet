// From the signals and alerts of a component to its rule group.
local runbook = import 'runbooks.libsonnet';
local kinds = import 'signals.libsonnet';
local quantities = import 'quantities.libsonnet';

local units = {
  ratio: '{{ $value | humanizePercentage }}',
  percent: '{{ printf "%.1f" $value }}%',
  seconds: '{{ $value | humanizeDuration }}',
  bytes: '{{ $value | humanize1024 }}B',
  per_second: '{{ printf "%.2f" $value }}/s',
  count: '{{ printf "%.0f" $value }}',
};

local words = {
  zh: { colon: '：', value: ' 当前 ', above: '，高于阈值 ', below: '，低于阈值 ', minutes: '分钟' },
  en: { colon: ': ', value: ' is at ', above: ', above ', below: ', below ', minutes: ' min' },
};

local minutes = { [language]: words[language].minutes for language in std.objectFields(words) };

local uids = { overview: 'tc-overview', business: 'tc-business', alerts: 'tc-alerts' };

local severities = ['critical', 'warning', 'info'];

// An alert with what its signal and the catalogue add to it, and its thresholds as a list.
local completed(config, name, spec, signal) =
  local unit = quantities.unit(config.metrics, signal);
  spec {
    name: name,
    labels: quantities.labels(config.metrics, signal),
    value: if std.objectHas(units, unit) then units[unit] else units.count,
    dashboard: std.get(spec, 'dashboard', 'overview'),
    thresholds: [
      local threshold = spec[severity];
      local text = if std.objectHas(threshold, 'above') then threshold.above else threshold.below;
      {
        severity: severity,
        operator: if std.objectHas(threshold, 'above') then '>' else '<',
        text: std.toString(text),
        limit: quantities.limit(text, unit),
        'for': std.get(threshold, 'for', '0s'),
      }
      for severity in severities
      if std.objectHas(spec, severity)
    ],
  };

local summary(alert, threshold, language) =
  local word = words[language];
  alert.title[language]
  + (if alert.labels == [] then '' else word.colon)
  + std.join(' ', ['{{ $labels.' + label + ' }}' for label in alert.labels])
  + word.value + alert.value
  + (if threshold.operator == '>' then word.above else word.below)
  + threshold.text;

local description(alert, signal, language) =
  local text = std.stripChars(alert.description[language], ' \n');
  if !std.objectHas(signal, 'window') then text else
    std.strReplace(text, '<< window >>', std.strReplace(signal.window, 'm', words[language].minutes));

local dashboardUrl(config, alert) = config.links.dashboards + '/' + uids[alert.dashboard];

local alertingRule(config, component, alert, signal, lowered, threshold) =
  {
    alert: alert.name,
    expr: '%s %s %s' % [lowered.operand, threshold.operator, threshold.limit]
          + (if lowered.guard == '' then '' else '\nand\n' + lowered.guard),
    'for': threshold['for'],
    labels: {
      severity: threshold.severity,
      component: component.component,
      team: component.team,
      service: config.service,
    },
    annotations: {
      summary: summary(alert, threshold, 'zh'),
      description: description(alert, signal, 'zh'),
      summary_en: summary(alert, threshold, 'en'),
      description_en: description(alert, signal, 'en'),
      runbook_url: config.links.runbooks + '/' + alert.name + '.md',
      dashboard_url: dashboardUrl(config, alert),
    },
  };

// Rules and runbooks of a component: what both need is worked out once.
function(config, component)
  local alerts = [
    local spec = component.alerts[name];
    completed(config, name, spec, config.signals[spec.signal])
    for name in std.objectFields(component.alerts)
  ];
  local names = std.set([alert.signal for alert in alerts]);
  local lowered = { [name]: kinds[config.signals[name].kind](config.signals[name]) for name in names };
  local recordings = std.flatMap(function(name) lowered[name].recordings, names);
  local alerting = {
    [alert.name]: [
      alertingRule(config, component, alert, config.signals[alert.signal], lowered[alert.signal], threshold)
      for threshold in alert.thresholds
    ]
    for alert in alerts
  };
  {
    group: {
      name: config.service + '.' + component.component,
      interval: std.get(component, 'interval', '15s'),
      rules: std.set(recordings, function(rule) rule.record)
             + std.flatMap(function(alert) alerting[alert.name], alerts),
    },
    runbooks: {
      [alert.name + '.md']: runbook(
        component, alert, config.signals[alert.signal], alerting[alert.name], minutes, dashboardUrl(config, alert)
      )
      for alert in alerts
    },
  }
