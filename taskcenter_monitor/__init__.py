"""tcmon: monitoring-as-code for Task Center."""

__version__ = "0.1.0"
