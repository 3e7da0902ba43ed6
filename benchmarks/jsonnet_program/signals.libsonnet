local quantities = import 'quantities.libsonnet';

// From a signal to PromQL: what is recorded, what an alert compares, and what must hold besides.
local sum(signal) = 'sum by (%s) ' % std.join(', ', signal.by);

local stem(metric) =
  if std.endsWith(metric, '_total') then std.substr(metric, 0, std.length(metric) - 6) else metric;

local recorded(signal, series, operations) = '%s:%s:%s' % [signal.by[0], series, operations];

local traffic(signal, selector) = {
  record: recorded(signal, stem(selector), 'rate' + signal.window),
  expr: '%s(rate(%s[%s]))' % [sum(signal), selector, signal.window],
};

local kept(recording, before=[], guard='') = {
  recordings: before + [recording],
  operand: recording.record,
  guard: guard,
};

local bare(expr) = { recordings: [], operand: expr, guard: '' };

local guarded(signal, selector, recording) =
  if !std.objectHas(signal, 'min_rate') then kept(recording)
  else
    local rate = traffic(signal, selector);
    kept(recording, [rate], '%s > %s' % [rate.record, quantities.limit(signal.min_rate, 'per_second')]);

{
  value(signal)::
    bare(
      if !std.objectHas(signal, 'aggregate') then signal.metric
      else '%s by (%s) (%s)' % [signal.aggregate, std.join(', ', signal.by), signal.metric]
    ),

  increase(signal)::
    bare('%s(increase(%s[%s]))' % [sum(signal), signal.metric, signal.window]),

  rate(signal)::
    kept({
      record: recorded(signal, signal.series, 'rate' + signal.window),
      expr: '%s(rate(%s[%s]))' % [sum(signal), signal.metric, signal.window],
    }),

  utilisation(signal)::
    kept({
      record: recorded(signal, signal.series, 'percent'),
      local used = sum(signal) + '(' + signal.used + ')',
      local capacity = '(%s)' % signal.capacity,
      expr: '100 * %s / (%s%s and min by (%s) %s > 0)' % [
        used,
        sum(signal),
        capacity,
        std.join(', ', signal.by),
        capacity,
      ],
    }),

  quantile(signal)::
    local quantile = '%g' % signal.quantile;
    guarded(signal, std.get(signal, 'traffic', ''), {
      record: recorded(signal, signal.metric, 'p%s_rate%s' % [std.substr(quantile, 2, 2), signal.window]),
      expr: 'histogram_quantile(%s, sum by (%s, le) (rate(%s_bucket[%s])))' % [
        quantile,
        std.join(', ', signal.by),
        signal.metric,
        signal.window,
      ],
    }),

  ratio(signal)::
    guarded(signal, signal.total, {
      record: recorded(signal, signal.series, 'ratio_rate' + signal.window),
      expr: std.join('\n', [
        '(',
        '    %s(rate(%s[%s]))' % [sum(signal), signal.bad, signal.window],
        '  or',
        '    0 * %s(rate(%s[%s]))' % [sum(signal), signal.total, signal.window],
        ')',
        '/',
        '(%s(rate(%s[%s])) > 0)' % [sum(signal), signal.total, signal.window],
      ]),
    }),
}
