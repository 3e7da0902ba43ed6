// What is used of @grafana/data, without a browser.
//
// Only its CommonJS build loads in Node. It asks for the language while it loads and for the window
// while it transforms; a window that is there earlier would make it look for a document.
import { createRequire } from 'node:module';

if (!globalThis.navigator?.languages) {
  const navigator = { language: 'en-US', languages: ['en-US'] };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

const data = createRequire(import.meta.url)('@grafana/data');

globalThis.window ??= {};

export const {
  FieldConfigOptionsRegistry,
  FieldType,
  ReducerID,
  applyFieldOverrides,
  createTheme,
  dateTime,
  displayNameOverrideProcessor,
  fieldColorModeRegistry,
  fieldMatchers,
  fieldReducers,
  formattedValueToString,
  getActiveThreshold,
  getFieldDisplayName,
  getFieldDisplayValues,
  getFieldSeriesColor,
  getValueFormatterIndex,
  identityOverrideProcessor,
  rangeUtil,
  standardTransformers,
  standardTransformersRegistry,
  toDataFrame,
  transformDataFrame,
} = data;
