"""A router over the compiled configuration: who is told of an alert, when, and what mutes it.

It answers as Alertmanager 0.25 and 0.35 do: tests hold it against the real ones.
"""
