// Quantities as people write them, and what the catalogue says of a signal.
local factors = [
  { suffix: '/s', factor: 1 },
  { suffix: 'KiB', factor: 1024 },
  { suffix: 'MiB', factor: 1024 * 1024 },
  { suffix: 'GiB', factor: 1024 * 1024 * 1024 },
  { suffix: 'ms', factor: 0.001 },
  { suffix: 's', factor: 1 },
  { suffix: 'm', factor: 60 },
  { suffix: 'h', factor: 3600 },
];

local prefix(text, suffix) = std.parseJson(std.substr(text, 0, std.length(text) - std.length(suffix)));

local parsed(text, unit) =
  if std.isNumber(text) then text
  else if std.endsWith(text, '%') then prefix(text, '%') / (if unit == 'percent' then 1 else 100)
  else
    local fitting = [one for one in factors if std.endsWith(text, one.suffix)];
    if fitting == [] then std.parseJson(text) else prefix(text, fitting[0].suffix) * fitting[0].factor;

// jsonnet itself writes 0.05 as 0.050000000000000003.
local number(n) = if n == std.floor(n) then '%d' % n else '%g' % n;

local metricOf(selector) = std.splitLimit(selector, '{', 1)[0];

{
  limit(text, unit):: number(parsed(text, unit)),

  unit(metrics, signal)::
    if signal.kind == 'ratio' then 'ratio'
    else if signal.kind == 'utilisation' then 'percent'
    else if signal.kind == 'rate' then 'per_second'
    else metrics[metricOf(signal.metric)].unit,

  labels(metrics, signal)::
    local all = if std.objectHas(signal, 'by') then signal.by
    else ['job', 'instance'] + metrics[metricOf(signal.metric)].labels;
    all[:4],
}
