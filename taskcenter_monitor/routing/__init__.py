"""A router over the compiled configuration: who is told of an alert, when, and what mutes it.

It answers as Alertmanager 0.25 and newer do, which a test against the real one holds it to. One
case differs between them and is an error in specs: where alerts on both sides of an inhibition
agree on `equal` with others on one side, newer ones look at only one of them.
"""
