// From the signals and alerts of a component to its rule group.
local runbook = import 'runbooks.libsonnet';
local kinds = import 'signals.libsonnet';

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

local value(alert) = if std.objectHas(units, alert.unit) then units[alert.unit] else units.count;

local summary(alert, threshold, language) =
  local word = words[language];
  alert.title[language]
  + (if alert.labels == [] then '' else word.colon)
  + std.join(' ', ['{{ $labels.' + label + ' }}' for label in alert.labels])
  + word.value + value(alert)
  + (if threshold.operator == '>' then word.above else word.below)
  + threshold.text;

local description(alert, signal, language) =
  local text = std.stripChars(alert.description[language], ' \n');
  if signal.window == null then text else
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
  local signals = { [signal.name]: signal for signal in component.signals };
  local lowered = { [signal.name]: kinds[signal.kind](signal) for signal in component.signals };
  local recordings = std.flatMap(function(signal) lowered[signal.name].recordings, component.signals);
  local alerting = {
    [alert.name]: [
      alertingRule(config, component, alert, signals[alert.signal], lowered[alert.signal], threshold)
      for threshold in alert.thresholds
    ]
    for alert in component.alerts
  };
  {
    group: {
      name: config.service + '.' + component.component,
      interval: component.interval,
      rules: std.set(recordings, function(rule) rule.record)
             + std.flatMap(function(alert) alerting[alert.name], component.alerts),
    },
    runbooks: {
      [alert.name + '.md']: runbook(
        component, alert, signals[alert.signal], alerting[alert.name], minutes, dashboardUrl(config, alert)
      )
      for alert in component.alerts
    },
  }
