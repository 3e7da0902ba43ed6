import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestsOf } from '../src/queries.mjs';
import { interpolate, variablesOf } from '../src/variables.mjs';

const HOUR = 3_600_000;
const range = (hours) => ({ from: 0, to: hours * HOUR });
const context = (hours, width = 800) => ({
  range: range(hours),
  scrape: 15,
  values: new Map(),
  width,
});
const panel = (expr, more = {}) => ({ targets: [{ refId: 'A', expr, range: true }], ...more });
const expand = (expr, hours, more) => requestsOf(panel(expr, more), context(hours))[0].expr;
const known = (variable, chosen, look) =>
  variablesOf({ templating: { list: [variable] } }, chosen ?? {}, look);
const variable = (more) => ({ name: 'job', multi: true, includeAll: true, ...more });
const selector = (values) => interpolate('up{job=~"$job"}', values, 'promql');

test('a rate reaches over four scrapes, or over a point and one scrape', () => {
  assert.equal(expand('rate(x[$__rate_interval])', 1), 'rate(x[60s])');
  assert.equal(expand('rate(x[$__rate_interval])', 24), 'rate(x[135s])');
});

test('points of a panel are no closer than its interval and those of its width', () => {
  assert.equal(expand('$__interval', 24), '120s');
  assert.equal(expand('$__interval', 1, { interval: '5m' }), '300s');
  assert.equal(expand('$__interval', 24, { maxDataPoints: 24 }), '3600s');
  assert.equal(expand('$__interval', 1), '15s');
});

test('the range is the whole time that is looked at', () => {
  assert.equal(expand('increase(x[$__range]) / $__range_s', 6), 'increase(x[21600s]) / 21600');
});

test('a target is asked as it says: over time, now, or both; hidden ones are not', () => {
  const targets = [
    { refId: 'A', expr: 'a', range: true, instant: true },
    { refId: 'B', expr: 'b' },
    { refId: 'C', expr: 'c', instant: true, range: false },
    { refId: 'D', expr: 'd', hide: true },
  ];
  assert.deepEqual(
    requestsOf({ targets }, context(1)).map(({ refId, kind }) => `${refId} ${kind}`),
    ['A range', 'A instant', 'B range', 'C instant'],
  );
});

test('one value is escaped, several are alternatives', async () => {
  const one = await known(variable({ current: { value: ['a.b'] } }));
  assert.equal(selector(one), 'up{job=~"a\\\\.b"}');
  const two = await known(variable({}), { job: ['a', 'b'] });
  assert.equal(selector(two), 'up{job=~"(a|b)"}');
});

test('a variable of one value goes in as it is', async () => {
  const plain = await known({ name: 'job', current: { value: 'a.b' } });
  assert.equal(selector(plain), 'up{job=~"a.b"}');
});

test('all is what the dashboard says, or what is there', async () => {
  const all = { current: { value: ['$__all'] } };
  const said = await known(variable({ ...all, allValue: '.+' }));
  assert.equal(selector(said), 'up{job=~".+"}');
  const asked = [];
  const look = async (...what) => {
    asked.push(what);
    return ['a', 'b'];
  };
  const found = await known(variable({ ...all, query: 'label_values(up{x="y"}, job)' }), {}, look);
  assert.equal(selector(found), 'up{job=~"(a|b)"}');
  assert.deepEqual(asked, [['up{x="y"}', 'job']]);
});

test('a reference says its own format, and an unknown one stays', async () => {
  const values = await known(variable({}), { job: ['a', 'b'] });
  assert.equal(interpolate('${job:csv} [[job:pipe]] $other', values), 'a,b a|b $other');
  assert.throws(() => interpolate('${job:nonsense}', values), /no such format/);
});
