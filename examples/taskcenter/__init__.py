"""A small Task Center to try the monitoring on: `python -m taskcenter ROLE`."""
