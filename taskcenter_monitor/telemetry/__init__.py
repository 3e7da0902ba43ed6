"""What Python services of Task Center import: logs, spans and metrics that match the specs.

Nothing is imported here: a service that wants the logger does not pay for the rest. See
`telemetry.logging`, `telemetry.context`, `telemetry.policy` and `telemetry.testing`.
"""
