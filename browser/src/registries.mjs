// Fills the registries of @grafana/data, which only a whole Grafana fills by itself.
import {
  FieldConfigOptionsRegistry,
  FieldType,
  displayNameOverrideProcessor,
  identityOverrideProcessor,
  standardTransformers,
  standardTransformersRegistry,
} from '#grafana';

const always = () => true;
const numeric = (field) => field.type === FieldType.number;

const STANDARD = [
  ['displayName', always, displayNameOverrideProcessor],
  ['unit', always],
  ['min', numeric],
  ['max', numeric],
  ['fieldMinMax', numeric],
  ['decimals', numeric],
  ['thresholds', always],
  ['mappings', always],
  ['noValue', always],
  ['links', always],
  ['color', always],
  ['filterable', always],
  ['description', always],
].map(([id, shouldApply, process = identityOverrideProcessor]) => ({
  id,
  path: id,
  name: id,
  isCustom: false,
  shouldApply,
  process,
}));

// One transformation has two names and must be registered once.
standardTransformersRegistry.setInit(() =>
  [...new Set(Object.values(standardTransformers))].map((each) => ({
    id: each.id,
    name: each.name,
    transformation: () => Promise.resolve(each),
  })),
);

/** The properties that fields of the panel may have: the standard ones and those of its kind. */
export function fieldOptions(panel) {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const named = overrides
    .flatMap((rule) => rule.properties)
    .map(({ id }) => /^custom\.(\w+)$/.exec(id)?.[1])
    .filter(Boolean);
  const own = [...new Set([...Object.keys(defaults.custom ?? {}), ...named])].map((path) => ({
    id: `custom.${path}`,
    path,
    name: path,
    isCustom: true,
    shouldApply: always,
    process: identityOverrideProcessor,
  }));
  return new FieldConfigOptionsRegistry(() => [...STANDARD, ...own]);
}
