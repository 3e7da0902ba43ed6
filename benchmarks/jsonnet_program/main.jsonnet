// A rule file for each component and a runbook for each alert, as `jsonnet -m` writes them.
// Prometheus reads JSON: it is YAML.
local compiled = import 'rules.libsonnet';

function(project)
  local components = [
    { name: component.component, out: compiled(project, component) }
    for component in project.components
  ];
  { ['rules/' + component.name + '.rules.yml']: { groups: [component.out.group] } for component in components }
  + {
    ['runbooks/' + name]: component.out.runbooks[name]
    for component in components
    for name in std.objectFields(component.out.runbooks)
  }
