import assert from 'node:assert/strict';
import { test } from 'node:test';
import { framesOf, legendOf } from '../src/frames.mjs';

const answer = (refId, target, result, resultType = 'vector') => ({
  refId,
  expr: 'up',
  kind: resultType === 'matrix' ? 'range' : 'instant',
  step: 15,
  target: { refId, ...target },
  response: { resultType, result },
});
const at = (value, metric = {}, time = 60) => ({ metric, value: [time, String(value)] });
const column = (frame, name) => frame.fields.find((field) => field.name === name)?.values;

test('a legend takes labels, and those that are missing are nothing', () => {
  const labels = { job: 'api', instance: 'a:1' };
  assert.equal(legendOf({ legendFormat: '{{job}} {{ instance }}{{x}}' }, 'up', labels), 'api a:1');
});

test('an empty legend names the series as Prometheus would', () => {
  assert.equal(legendOf({}, 'up', { __name__: 'up', job: 'api' }), 'up{job="api"}');
  assert.equal(legendOf({}, 'vector(1)', {}), 'vector(1)');
});

test('a series is a frame with its labels, its legend and the step of its points', () => {
  const result = [
    {
      metric: { job: 'api' },
      values: [
        [15, '1'],
        [30, '+Inf'],
      ],
    },
  ];
  const [frame] = framesOf([answer('A', { legendFormat: '{{job}}' }, result, 'matrix')]);
  assert.equal(frame.refId, 'A');
  assert.deepEqual(column(frame, 'Time'), [15000, 30000]);
  assert.deepEqual(column(frame, 'Value'), [1, Infinity]);
  assert.deepEqual(frame.fields[0].config, { interval: 15000 });
  assert.deepEqual(frame.fields[1].config, { displayNameFromDS: 'api' });
});

test('a scalar is a series without labels', () => {
  const [frame] = framesOf([answer('A', {}, [60, '3'], 'scalar')]);
  assert.deepEqual(column(frame, 'Value'), [3]);
});

test('a table has a column for each label that any series has', () => {
  const result = [at(1, { b: 'x' }), at(2, { a: 'y', le: '+Inf' })];
  const [frame] = framesOf([answer('A', { format: 'table' }, result)]);
  assert.deepEqual(column(frame, 'a'), ['', 'y']);
  assert.deepEqual(column(frame, 'b'), ['x', '']);
  assert.deepEqual(column(frame, 'Value'), [1, 2]);
  assert.equal(column(frame, 'le')[1], Infinity);
});

test('values of several tables are told apart by their query', () => {
  const table = { format: 'table' };
  const frames = framesOf([answer('A', table, [at(1)]), answer('B', table, [at(2)])]);
  assert.deepEqual(
    frames.map((frame) => frame.fields.at(-1).name),
    ['Value #A', 'Value #B'],
  );
});

test('buckets of a heatmap come in order and are no longer cumulative', () => {
  const bucket = (le, ...values) => ({
    metric: { le },
    values: values.map((value, number) => [15 * number, String(value)]),
  });
  const result = [bucket('+Inf', 9, 8), bucket('0.5', 4, 4), bucket('0.1', 1, 4)];
  const [frame] = framesOf([answer('A', { format: 'heatmap' }, result, 'matrix')]);
  assert.deepEqual(
    frame.fields.slice(1).map(({ name, values }) => [name, values]),
    [
      ['0.1', [1, 4]],
      ['0.5', [3, 0]],
      ['+Inf', [5, 4]],
    ],
  );
});

test('no series is no frame, but a table without rows', () => {
  assert.deepEqual(framesOf([answer('A', {}, [])]), []);
  assert.deepEqual(framesOf([answer('A', { format: 'heatmap' }, [], 'matrix')]), []);
  assert.equal(framesOf([answer('A', { format: 'table' }, [])])[0].length, 0);
});

test('what is neither numbers nor series is refused', () => {
  assert.throws(() => framesOf([answer('A', {}, [60, 'x'], 'string')]), /string: no panel shows/);
});
